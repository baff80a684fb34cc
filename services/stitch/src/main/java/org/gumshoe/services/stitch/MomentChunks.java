// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.schemas.StitchSums;

/**
 * Chunks of the moments of many pairs, each small enough for a record.
 *
 * @param partition of the pairs
 * @param records number of pairs in the moments
 */
record MomentChunks(PairMoments moments, int partition, long records) {
    private static final int BYTES = 512 * 1024;

    List<StitchSums> all() {
        moments.foldWaiting();
        byte[] sums = moments.toBytes();
        MapIdentity map = moments.identity();
        int count = (sums.length + BYTES - 1) / BYTES;
        List<StitchSums> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = part * BYTES;
            parts.add(StitchSums.newBuilder()
                    .setWeakModel(map.weakModel())
                    .setStrongModel(map.strongModel())
                    .setWeakLayer(map.weakLayer())
                    .setStrongLayers(map.strongLayers())
                    .setWeakWidth(map.weakWidth())
                    .setStrongWidth(map.strongWidth())
                    .setEpoch(map.epoch())
                    .setPartition(partition)
                    .setPart(part)
                    .setParts(count)
                    .setRecords(records)
                    .setSums(ByteBuffer.wrap(sums, from, Math.min(BYTES, sums.length - from)))
                    .build());
        }
        return parts;
    }
}
