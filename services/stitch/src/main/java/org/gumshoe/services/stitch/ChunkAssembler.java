// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.schemas.StitchSums;

/** Assembler of moments from their chunks; chunks of several partitions may be interleaved. */
final class ChunkAssembler {
    private final Map<Integer, ByteArrayOutputStream> begun = new HashMap<>();

    /** Adds a chunk and returns the moments with the last one. */
    Optional<PairMoments> add(StitchSums chunk) {
        if (chunk.getPart() == 0) {
            begun.put(chunk.getPartition(), new ByteArrayOutputStream());
        }
        ByteArrayOutputStream bytes = begun.get(chunk.getPartition());
        ByteBuffer sums = chunk.getSums().duplicate();
        byte[] values = new byte[sums.remaining()];
        sums.get(values);
        bytes.writeBytes(values);
        if (chunk.getPart() + 1 < chunk.getParts()) {
            return Optional.empty();
        }
        begun.remove(chunk.getPartition());
        return Optional.of(PairMoments.of(MapIdentity.of(chunk), bytes.toByteArray()));
    }

    boolean isEmpty() {
        return begun.isEmpty();
    }

    void clear() {
        begun.clear();
    }
}
