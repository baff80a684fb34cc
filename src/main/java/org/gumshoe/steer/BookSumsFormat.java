// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new BadInputException(
                        "Sums of a book are stored in format " + format + " but this program knows format " + FORMAT
                                + "; start the version that wrote them, or delete everything that is stored with "
                                + "`gumshoe reset`.");
            }
            String book = in.readUTF();
            int width = in.readInt();
            int[] layers = new int[in.readInt()];
            BookSums sums = new BookSums(book, layers, width);
            sums.count = in.readLong();
            for (int l = 0; l < layers.length; l++) {
                sums.layers[l] = in.readInt();
                for (int i = 0; i < width; i++) {
                    sums.sumSquares[l][i] = in.readDouble();
                }
                for (int i = 0; i < width; i++) {
                    sums.sum[l][i] = in.readDouble();
                }
            }
            sums.byScore().read(in);
            sums.bySeeds().read(in);
            return sums;
        } catch (IOException e) {
            throw new BadInputException(
                    "The stored sums of a book are cut short at " + bytes.length
                            + " bytes; delete everything that is stored with `gumshoe reset`.",
                    e);
        }
    }
}
