// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.VectorKey;

/**
 * Versions of all steering vectors: those in force, and former ones as far as the topic still had
 * them and there is room.
 */
public final class VectorVersions {
    /** Bound of what is kept: 16 MB, counted in numbers of four bytes. */
    private static final int NUMBERS = 1 << 22;

    /** Numbers for which a cause counts, with its name. */
    private static final int A_CAUSE = 50;

    private record Version(String key, long number) {}

    private final Map<String, SteeringVector> inForce = new ConcurrentSkipListMap<>();
    private final Map<String, NavigableMap<Long, SteeringVector>> versions = new TreeMap<>();
    private final Deque<Version> oldestFirst = new ArrayDeque<>();
    private long kept;

    /** Applies a record; without a vector, the one in force was removed. */
    synchronized void apply(String key, SteeringVector vectorOrNull) {
        if (vectorOrNull == null) {
            inForce.remove(key);
            return;
        }
        inForce.put(key, vectorOrNull);
        SteeringVector former =
                versions.computeIfAbsent(key, k -> new TreeMap<>()).put(vectorOrNull.getVersion(), vectorOrNull);
        kept += size(vectorOrNull);
        if (former == null) {
            oldestFirst.add(new Version(key, vectorOrNull.getVersion()));
        } else {
            kept -= size(former);
        }
        while (kept > NUMBERS && oldestFirst.size() > 1) {
            Version oldest = oldestFirst.remove();
            kept -= size(versions.get(oldest.key()).remove(oldest.number()));
        }
    }

    private static long size(SteeringVector vector) {
        return A_CAUSE * vector.getCauses().size()
                + vector.getLayers().stream()
                        .mapToLong(layer -> layer.getDirection().size())
                        .sum();
    }

    /** Live view of the vectors in force, by key. */
    public Map<String, SteeringVector> inForce() {
        return Collections.unmodifiableMap(inForce);
    }

    /** Returns the versions of a vector that are kept, the oldest first. */
    public synchronized List<SteeringVector> of(VectorKey key) {
        return List.copyOf(versions.getOrDefault(key.format(), Collections.emptyNavigableMap())
                .values());
    }

    /** Returns a version; empty where it is not kept. */
    public synchronized Optional<SteeringVector> find(VectorKey key, long version) {
        return Optional.ofNullable(versions.get(key.format())).map(byNumber -> byNumber.get(version));
    }

    /** Cosine of two vectors at a layer that both have. */
    public record LayerCosine(int layer, double cosine) {}

    /** Compares two vectors layer by layer; layers of one alone, and of other widths, are left out. */
    public static List<LayerCosine> cosines(SteeringVector one, SteeringVector other) {
        return one.getLayers().stream()
                .flatMap(layer -> other.getLayers().stream()
                        .filter(same -> same.getLayer() == layer.getLayer())
                        .filter(same -> same.getDirection().size()
                                == layer.getDirection().size())
                        .flatMap(same -> Stream.of(new LayerCosine(layer.getLayer(), cosine(layer, same)))))
                .toList();
    }

    private static double cosine(LayerDirection one, LayerDirection other) {
        float[] a = FloatLists.array(one.getDirection());
        float[] b = FloatLists.array(other.getDirection());
        double dot = 0;
        double lengths = 0;
        double squaredOther = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            lengths += (double) a[i] * a[i];
            squaredOther += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(lengths * squaredOther);
    }
}
