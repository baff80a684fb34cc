// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.gumshoe.schemas.SteeringVector;

/**
 * Versions of all steering vectors, the newest of them, as far as their topic still has them and there
 * is room; also those in force.
 */
public final class KeptVectors {
    private static final long BYTES = 100L << 20;

    private record Version(String key, long number) {}

    private final Map<String, NavigableMap<Long, SteeringVector>> versions = new TreeMap<>();
    private final Deque<Version> oldestFirst = new ArrayDeque<>();
    private final long most;
    private long bytes;

    /** Makes ample room: some thousand vectors of a middling model. */
    public KeptVectors() {
        this(BYTES);
    }

    /** @param most bytes of the versions that are kept */
    public KeptVectors(long most) {
        this.most = most;
    }

    /**
     * Keeps a vector.
     *
     * @param vectorOrNull null when the vector was removed; its former versions stay
     */
    public synchronized void add(String key, SteeringVector vectorOrNull) {
        if (vectorOrNull == null) {
            return;
        }
        SteeringVector former =
                versions.computeIfAbsent(key, k -> new TreeMap<>()).put(vectorOrNull.getVersion(), vectorOrNull);
        bytes += RecordSize.bytes(vectorOrNull) - RecordSize.bytes(former);
        if (former == null) {
            oldestFirst.add(new Version(key, vectorOrNull.getVersion()));
        }
        while (bytes > most && oldestFirst.size() > 1) {
            remove(oldestFirst.remove());
        }
    }

    private void remove(Version version) {
        NavigableMap<Long, SteeringVector> ofKey = versions.get(version.key());
        bytes -= RecordSize.bytes(ofKey.remove(version.number()));
        if (ofKey.isEmpty()) {
            versions.remove(version.key());
        }
    }

    /** Returns the versions of the vector with this key that are kept, the oldest first. */
    public synchronized List<SteeringVector> of(String key) {
        return List.copyOf(
                versions.getOrDefault(key, Collections.emptyNavigableMap()).values());
    }

    /** Returns a version of the vector with this key; empty where it is not kept. */
    public synchronized Optional<SteeringVector> find(String key, long version) {
        return Optional.ofNullable(versions.get(key)).map(byNumber -> byNumber.get(version));
    }
}
