// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.gumshoe.BadInputException;

/**
 * The solver's state where nothing waits to be folded.
 *
 * @param changes records folded since ever: what versions are counted in
 * @param begun changes when this couple's moments began
 * @param shown whose rows lie in the topic; null before the first
 */
record SolverCheckpoint(PairMoments folded, long changes, long begun, PairMoments.Couple shown) {
    /** Negative, for states without a format began with a length. */
    private static final int FORMAT = -2;

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeLong(changes);
            out.writeLong(begun);
            write(folded.couple(), out);
            out.writeBoolean(shown != null);
            if (shown != null) {
                write(shown, out);
            }
            out.write(folded.moments());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws BadInputException when another version of this program wrote it */
    static SolverCheckpoint read(byte[] state) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            if (in.readInt() != FORMAT) {
                throw new BadInputException("The stitch service's stored sums are of a former version of this program:"
                        + " delete its state directory and the topics gumshoe-stitch-…-changelog to sum up anew.");
            }
            long changes = in.readLong();
            long begun = in.readLong();
            PairMoments.Couple couple = couple(in);
            PairMoments.Couple shown = in.readBoolean() ? couple(in) : null;
            return new SolverCheckpoint(PairMoments.of(couple, in.readAllBytes()), changes, begun, shown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(PairMoments.Couple couple, DataOutputStream out) throws IOException {
        out.writeUTF(couple.weakModel());
        out.writeUTF(couple.strongModel());
        out.writeInt(couple.weakLayer());
        out.writeInt(couple.strongLayers().size());
        for (int layer : couple.strongLayers()) {
            out.writeInt(layer);
        }
        out.writeInt(couple.weakWidth());
        out.writeInt(couple.strongWidth());
        out.writeLong(couple.epoch());
    }

    private static PairMoments.Couple couple(DataInputStream in) throws IOException {
        String weak = in.readUTF();
        String strong = in.readUTF();
        int weakLayer = in.readInt();
        Integer[] layers = new Integer[in.readInt()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = in.readInt();
        }
        return new PairMoments.Couple(
                weak, strong, weakLayer, List.of(layers), in.readInt(), in.readInt(), in.readLong());
    }
}
