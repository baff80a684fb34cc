// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.schemas.SteeringVector;

/**
 * Versions of steering vectors that are no longer in force, the newest of them, as far as their topic
 * still has them. A story that asks for one is written as it was then.
 */
public final class FormerVectors {
    /** Bound of the components that are kept, 16 MB of them. */
    private static final int COMPONENTS = 1 << 22;

    private record Version(String key, long number) {}

    private final Map<Version, SteeringVector> byVersion = new HashMap<>();
    private final Deque<Version> oldestFirst = new ArrayDeque<>();
    private long components;

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
        components += components(vector);
        if (former == null) {
            oldestFirst.add(version);
        } else {
            components -= components(former);
        }
        while (components > COMPONENTS && oldestFirst.size() > 1) {
            components -= components(byVersion.remove(oldestFirst.remove()));
        }
    }

    /** Returns a version of the vector with this key; empty where it is not kept. */
    synchronized Optional<SteeringVector> find(String key, long version) {
        return Optional.ofNullable(byVersion.get(new Version(key, version)));
    }

    private static long components(SteeringVector vector) {
        return vector.getLayers().stream()
                .mapToLong(layer -> layer.getDirection().size())
                .sum();
    }
}
