// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the source of a TorchScriptArchive module as the archive that {@code torch.jit.load} reads:
 * the class as text, and one object of it as a pickle. What a module needs of the engine beyond its
 * arrays can so be written in this repository, without Python.
 */
final class TorchScriptArchive {
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};
    private static final byte FALSE = (byte) 0x89;
    private static final byte NEW_OBJECT = (byte) 0x81;

    private TorchScriptArchive() {}

    /** @param source of a class {@code Function} */
    static byte[] module(String source) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "data.pkl", object());
            put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", EMPTY_TUPLE);
            put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive.toByteArray();
    }

    /** One that keeps nothing but that it is not in training. */
    private static byte[] object() throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2});
        pickle.write("c__torch__\nFunction\n)".getBytes(StandardCharsets.US_ASCII));
        pickle.write(new byte[] {NEW_OBJECT, '}', '('});
        pickle.write(text("training"));
        pickle.write(FALSE);
        pickle.write(new byte[] {'u', 'b', '.'});
        return pickle.toByteArray();
    }

    private static byte[] text(String value) {
        byte[] letters = value.getBytes(StandardCharsets.US_ASCII);
        byte[] text = new byte[5 + letters.length];
        text[0] = 'X';
        text[1] = (byte) letters.length; // little-endian, and names are short
        System.arraycopy(letters, 0, text, 5, letters.length);
        return text;
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("module/" + name);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
