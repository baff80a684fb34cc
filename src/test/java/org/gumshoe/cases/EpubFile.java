// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.cases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A writer of made-up EPUB files, with the liberties that tools take. */
final class EpubFile {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final StringBuilder manifest = new StringBuilder();
    private final StringBuilder spine = new StringBuilder();
    private String metadata = "<dc:title>The Red Gate</dc:title><dc:creator>Bea Quill</dc:creator>";
    private String packagePath = "OEBPS/content.opf";
    private int items;

    static String xhtml(String body) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\""
                + " xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title/></head><body>" + body + "</body></html>";
    }

    EpubFile metadata(String dublinCore) {
        metadata = dublinCore;
        return this;
    }

    EpubFile packagePath(String path) {
        packagePath = path;
        return this;
    }

    /** Adds a page of XHTML to archive and spine. */
    EpubFile page(String name, String body) {
        return entry("OEBPS/" + name, xhtml(body)).reference(name, "application/xhtml+xml");
    }

    EpubFile reference(String href, String type) {
        String id = "p" + items++;
        manifest.append("<item id=\"%s\" href=\"%s\" media-type=\"%s\"/>".formatted(id, href, type));
        spine.append("<itemref idref=\"%s\"/>".formatted(id));
        return this;
    }

    EpubFile entry(String path, String text) {
        return entry(path, text.getBytes(StandardCharsets.UTF_8));
    }

    EpubFile entry(String path, byte[] bytes) {
        entries.put(path, bytes);
        return this;
    }

    Path write(Path file) throws IOException {
        String opf = "<?xml version=\"1.0\" encoding=\"utf-8\"?><package xmlns=\"http://www.idpf.org/2007/opf\">"
                + "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">" + metadata + "</metadata><manifest>"
                + manifest + "</manifest><spine>" + spine + "</spine></package>";
        String container =
                "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\""
                        + packagePath + "\"/></rootfiles></container>";
        Map<String, byte[]> all = new LinkedHashMap<>(entries);
        all.put("META-INF/container.xml", container.getBytes(StandardCharsets.UTF_8));
        all.put(packagePath, opf.getBytes(StandardCharsets.UTF_8));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : all.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }
}
