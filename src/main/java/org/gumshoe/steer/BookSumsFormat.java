// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.gumshoe.BadInputException;

/** Serialised form of the sums of a book. Equal sums give equal bytes. */
final class BookSumsFormat {
    private static final byte FORMAT = 2;

    private BookSumsFormat() {}

    static byte[] write(BookSums sums) {
        int[] layers = sums.layers;
        int width = sums.width();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + layers.length * (32 * width + 4));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeUTF(sums.book());
            out.writeInt(width);
            out.writeInt(layers.length);
            out.writeLong(sums.count());
            for (int l = 0; l < layers.length; l++) {
                out.writeInt(layers[l]);
                for (double v : sums.sumSquares[l]) {
                    out.writeDouble(v);
                }
                for (double v : sums.sum[l]) {
                    out.writeDouble(v);
                }
            }
            sums.byScore().write(out);
            sums.bySeeds().write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Restores sums.
     *
     * @throws BadInputException when the bytes are of another format or end too early
     */
    static BookSums read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int format = in.get();
            if (format != FORMAT) {
                throw new BadInputException(
                        "Sums of a book are stored in format " + format + " but this program knows format " + FORMAT
                                + "; start the version that wrote them, or delete everything that is stored with "
                                + "`gumshoe reset`.");
            }
            String book = readName(bytes);
            in.position(1 + Short.BYTES + Short.toUnsignedInt(in.getShort(1)));
            int width = in.getInt();
            int[] layers = new int[in.getInt()];
            BookSums sums = new BookSums(book, layers, width);
            sums.count = in.getLong();
            for (int l = 0; l < layers.length; l++) {
                sums.layers[l] = in.getInt();
                readAll(in, sums.sumSquares[l]);
                readAll(in, sums.sum[l]);
            }
            sums.byScore().read(in);
            sums.bySeeds().read(in);
            return sums;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IOException e) {
            throw new BadInputException(
                    "The stored sums of a book are cut short at " + bytes.length
                            + " bytes; delete everything that is stored with `gumshoe reset`.",
                    e);
        }
    }

    private static String readName(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
            return in.readUTF();
        }
    }

    static void readAll(ByteBuffer in, double[] values) {
        in.asDoubleBuffer().get(values);
        in.position(in.position() + values.length * Double.BYTES);
    }
}
