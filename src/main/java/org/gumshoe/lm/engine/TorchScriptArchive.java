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
 * The archive of a TorchScript module, as {@code torch.jit.load} reads it: the source of its class,
 * and a pickle of one object of it. It lets TorchScript source written in this repository run
 * without Python.
 */
final class TorchScriptArchive {
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};
    private static final byte FALSE = (byte) 0x89;
    private static final byte NEW_OBJECT = (byte) 0x81;

    private TorchScriptArchive() {}

    /**
     * Packs a module.
     *
     * @param source TorchScript source of a class {@code Function}
     */
    static byte[] pack(String source) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "data.pkl", pickledModule());
            put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", EMPTY_TUPLE);
            put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive.toByteArray();
    }

    /** Pickles an object whose only attribute is {@code training}, which is false. */
    private static byte[] pickledModule() throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2});
        pickle.write("c__torch__\nFunction\n)".getBytes(StandardCharsets.US_ASCII));
        pickle.write(new byte[] {NEW_OBJECT, '}', '('});
        pickle.write(unicodeString("training"));
        pickle.write(FALSE);
        pickle.write(new byte[] {'u', 'b', '.'});
        return pickle.toByteArray();
    }

    private static byte[] unicodeString(String value) {
        byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
        byte[] pickled = new byte[5 + ascii.length];
        pickled[0] = 'X';
        pickled[1] = (byte) ascii.length; // a little-endian 32-bit length; names are short
        System.arraycopy(ascii, 0, pickled, 5, ascii.length);
        return pickled;
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("module/" + name);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
