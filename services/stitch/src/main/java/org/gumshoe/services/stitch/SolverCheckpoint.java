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
 * Checkpoint of the solver, taken when no record waits.
 *
 * @param changes number of records ever added to moments; versions count them
 * @param begun {@code changes} when the moments of this identity began
 * @param shown identity of the map whose rows are in the topic; null before the first
 */
record SolverCheckpoint(PairMoments moments, long changes, long begun, MapIdentity shown) {
    /** Format number; negative, since states without one began with a length. */
    private static final int FORMAT = -2;

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeLong(changes);
            out.writeLong(begun);
            write(moments.identity(), out);
            out.writeBoolean(shown != null);
            if (shown != null) {
                write(shown, out);
            }
            out.write(moments.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a checkpoint.
     *
     * @throws BadInputException when another version of this program wrote it
     */
    static SolverCheckpoint read(byte[] state) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            if (in.readInt() != FORMAT) {
                throw new BadInputException("The stitch service's stored sums are of another version of this program:"
                        + " start that one, or delete everything that is stored with `gumshoe reset`.");
            }
            long changes = in.readLong();
            long begun = in.readLong();
            MapIdentity identity = identity(in);
            MapIdentity shown = in.readBoolean() ? identity(in) : null;
            return new SolverCheckpoint(PairMoments.of(identity, in.readAllBytes()), changes, begun, shown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(MapIdentity identity, DataOutputStream out) throws IOException {
        out.writeUTF(identity.weakModel());
        out.writeUTF(identity.strongModel());
        out.writeInt(identity.weakLayer());
        out.writeInt(identity.strongLayers().size());
        for (int layer : identity.strongLayers()) {
            out.writeInt(layer);
        }
        out.writeInt(identity.weakWidth());
        out.writeInt(identity.strongWidth());
        out.writeLong(identity.epoch());
    }

    private static MapIdentity identity(DataInputStream in) throws IOException {
        String weak = in.readUTF();
        String strong = in.readUTF();
        int weakLayer = in.readInt();
        Integer[] layers = new Integer[in.readInt()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = in.readInt();
        }
        return new MapIdentity(weak, strong, weakLayer, List.of(layers), in.readInt(), in.readInt(), in.readLong());
    }
}
