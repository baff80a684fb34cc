// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.KeptVectors;
import org.gumshoe.services.common.records.RecordSize;
import org.gumshoe.services.common.records.VectorKey;

/**
 * Versions of all steering vectors: those in force, and former ones as far as the topic still had
 * them and there is room.
 */
public final class VectorVersions {
    /** Of those in force: requests can make up concepts. */
    private static final long BYTES_IN_FORCE = 200L << 20;

    private final Map<String, SteeringVector> inForce = new ConcurrentSkipListMap<>();
    private final KeptVectors versions;
    private long keptInForce;

    /** @param bytes of the versions that are kept */
    VectorVersions(long bytes) {
        versions = new KeptVectors(bytes);
    }

    /** Applies a record; without a vector, the one in force was removed. What has no room is left out. */
    synchronized void apply(String key, SteeringVector vectorOrNull) {
        long more = RecordSize.bytes(vectorOrNull) - RecordSize.bytes(inForce.get(key));
        if (vectorOrNull == null) {
            inForce.remove(key);
        } else if (keptInForce + more > BYTES_IN_FORCE || !Topics.STEERING_VECTORS.hasRoom(inForce, key)) {
            return;
        } else {
            inForce.put(key, vectorOrNull);
            versions.add(key, vectorOrNull);
        }
        keptInForce += more;
    }

    /** Live view of the vectors in force, by key. */
    public Map<String, SteeringVector> inForce() {
        return Collections.unmodifiableMap(inForce);
    }

    /** Returns the versions of a vector that are kept, the oldest first. */
    public List<SteeringVector> of(VectorKey key) {
        return versions.of(key.format());
    }

    /** Returns a version; empty where it is not kept. */
    public Optional<SteeringVector> find(VectorKey key, long version) {
        return versions.find(key.format(), version);
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
