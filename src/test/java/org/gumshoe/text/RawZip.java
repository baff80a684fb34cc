// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zip archive written field by field (PKWARE's APPNOTE 6.3), so that fields can be wrong. */
final class RawZip {
    /**
     * Fields of an entry, in its local header and in the central directory.
     *
     * @param size of the data when it is inflated
     * @param compressed size of the data as it is stored
     * @param offset of the local header that the central directory names; -1 for where it is
     */
    record Fields(String name, int flags, int method, long size, long compressed, long crc, byte[] extra, long offset) {
        Fields named(String other) {
            return new Fields(other, flags, method, size, compressed, crc, extra, offset);
        }

        Fields flagged(int other) {
            return new Fields(name, other, method, size, compressed, crc, extra, offset);
        }

        Fields by(int other) {
            return new Fields(name, flags, other, size, compressed, crc, extra, offset);
        }

        Fields sized(long otherSize, long otherCompressed) {
            return new Fields(name, flags, method, otherSize, otherCompressed, crc, extra, offset);
        }

        Fields summed(long other) {
            return new Fields(name, flags, method, size, compressed, other, extra, offset);
        }

        Fields with(byte... other) {
            return new Fields(name, flags, method, size, compressed, crc, other, offset);
        }

        Fields at(long other) {
            return new Fields(name, flags, method, size, compressed, crc, extra, other);
        }
    }

    private final ByteArrayOutputStream local = new ByteArrayOutputStream();
    private final List<Fields> central = new ArrayList<>();

    /** Adds an entry whose fields are right. */
    RawZip add(String name, String text) {
        return add(name, text, fields -> fields, fields -> fields, new byte[0]);
    }

    /**
     * Adds an entry.
     *
     * @param inLocal what its local header says, from what is right
     * @param inCentral what the central directory says
     * @param after bytes behind its data, such as a data descriptor
     */
    RawZip add(String name, String text, UnaryOperator<Fields> inLocal, UnaryOperator<Fields> inCentral, byte[] after) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        byte[] stored = deflated(data);
        CRC32 crc = new CRC32();
        crc.update(data);
        Fields right =
                new Fields(name, 1 << 11, 8, data.length, stored.length, crc.getValue(), new byte[0], local.size());
        central.add(inCentral.apply(right));
        Fields written = inLocal.apply(right);
        local.writeBytes(header(30, written).putInt(0, 0x04034b50).array());
        local.writeBytes(bytes(written.name()));
        local.writeBytes(written.extra());
        local.writeBytes(stored);
        local.writeBytes(after);
        return this;
    }

    /** Names an entry once more in the central directory alone. */
    RawZip again(int entry, UnaryOperator<Fields> change) {
        central.add(change.apply(central.get(entry)));
        return this;
    }

    byte[] bytes() {
        return bytes(end -> end);
    }

    /** @param change of the end record: 16 bits at 8 and 10 count entries, 32 at 12 and 16 tell where they are */
    byte[] bytes(UnaryOperator<ByteBuffer> change) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(local.toByteArray());
        for (Fields entry : central) {
            ByteBuffer header = header(46, entry).putInt(0, 0x02014b50).putInt(42, (int) entry.offset());
            all.writeBytes(header.array());
            all.writeBytes(bytes(entry.name()));
            all.writeBytes(entry.extra());
        }
        ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x06054b50);
        end.putShort(8, (short) central.size()).putShort(10, (short) central.size());
        end.putInt(12, all.size() - local.size()).putInt(16, local.size());
        all.writeBytes(change.apply(end).array());
        return all.toByteArray();
    }

    /** What both headers hold; the central one has two bytes more before it. */
    private static ByteBuffer header(int length, Fields fields) {
        int shift = length == 46 ? 2 : 0;
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(4 + shift, (short) 20).putShort(6 + shift, (short) fields.flags());
        header.putShort(8 + shift, (short) fields.method()).putInt(14 + shift, (int) fields.crc());
        header.putInt(18 + shift, (int) fields.compressed()).putInt(22 + shift, (int) fields.size());
        header.putShort(26 + shift, (short) bytes(fields.name()).length);
        header.putShort(28 + shift, (short) fields.extra().length);
        return header;
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
