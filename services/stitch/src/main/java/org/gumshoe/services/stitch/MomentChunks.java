// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.schemas.StitchSums;

/**
 * Sums in parts that are small enough for a record.
 *
 * @param partition whose pairs they are of
 * @param records how many pairs were summed
 */
record MomentChunks(PairMoments folded, int partition, long records) {
    private static final int BYTES = 512 * 1024;

    List<StitchSums> all() {
        folded.fold();
        byte[] sums = folded.moments();
        PairMoments.Couple couple = folded.couple();
        int count = (sums.length + BYTES - 1) / BYTES;
        List<StitchSums> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = part * BYTES;
            parts.add(StitchSums.newBuilder()
                    .setWeakModel(couple.weakModel())
                    .setStrongModel(couple.strongModel())
                    .setWeakLayer(couple.weakLayer())
                    .setStrongLayers(couple.strongLayers())
                    .setWeakWidth(couple.weakWidth())
                    .setStrongWidth(couple.strongWidth())
                    .setEpoch(couple.epoch())
                    .setPartition(partition)
                    .setPart(part)
                    .setParts(count)
                    .setRecords(records)
                    .setSums(ByteBuffer.wrap(sums, from, Math.min(BYTES, sums.length - from)))
                    .build());
        }
        return parts;
    }

    /**
     * Puts the parts of each partition together again; those of several partitions may come
     * mingled.
     */
    static final class Gathering {
        private final Map<Integer, ByteArrayOutputStream> begun = new HashMap<>();

        /** @return the sums, with their last part */
        Optional<PairMoments> add(StitchSums part) {
            if (part.getPart() == 0) {
                begun.put(part.getPartition(), new ByteArrayOutputStream());
            }
            ByteArrayOutputStream bytes = begun.get(part.getPartition());
            ByteBuffer sums = part.getSums().duplicate();
            byte[] values = new byte[sums.remaining()];
            sums.get(values);
            bytes.writeBytes(values);
            if (part.getPart() + 1 < part.getParts()) {
                return Optional.empty();
            }
            begun.remove(part.getPartition());
            return Optional.of(PairMoments.of(PairMoments.Couple.of(part), bytes.toByteArray()));
        }

        boolean isEmpty() {
            return begun.isEmpty();
        }

        void clear() {
            begun.clear();
        }
    }
}
