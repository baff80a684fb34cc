// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.RecordSize;

/**
 * Versions of steering vectors that are no longer in force, the newest of them, as far as their topic
 * still has them. A story that asks for one is written as it was then.
 */
public final class FormerVectors {
    private static final long BYTES = 100L << 20;

    private record Version(String key, long number) {}

    private final Map<Version, SteeringVector> byVersion = new HashMap<>();
    private final Deque<Version> oldestFirst = new ArrayDeque<>();
    private long bytes;

    /**
     * Keeps a vector.
     *
     * @param vector null when the vector was removed; its former versions stay
     */
    public synchronized void add(String key, SteeringVector vector) {
        if (vector == null) {
            return;
        }
        Version version = new Version(key, vector.getVersion());
        SteeringVector former = byVersion.put(version, vector);
        bytes += RecordSize.bytes(vector) - RecordSize.bytes(former);
        if (former == null) {
            oldestFirst.add(version);
        }
        while (bytes > BYTES && oldestFirst.size() > 1) {
            bytes -= RecordSize.bytes(byVersion.remove(oldestFirst.remove()));
        }
    }

    /** Returns a version of the vector with this key; empty where it is not kept. */
    synchronized Optional<SteeringVector> find(String key, long version) {
        return Optional.ofNullable(byVersion.get(new Version(key, version)));
    }
}
