// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.VectorKey;

/**
 * Gauges of the newest vector of each concept, role and kind: when it was published, its version and
 * whether its refinement has diverged. Vectors beyond the limit have none, since requests can make up
 * concepts.
 */
final class VectorGauges {
    private record Newest(long publishedMillis, long version, boolean diverged) {}

    private final Map<VectorKey, Newest> newest = new TreeMap<>(Comparator.comparing(VectorKey::format));
    private final int limit;
    private final MultiGauge published;
    private final MultiGauge version;
    private final MultiGauge diverged;

    VectorGauges(MeterRegistry registry, int limit) {
        this.limit = limit;
        published = MultiGauge.builder("gumshoe.vector.published.seconds")
                .description("when the newest vector was published, in seconds since the epoch")
                .register(registry);
        version = MultiGauge.builder("gumshoe.vector.version")
                .description("version of the newest vector")
                .register(registry);
        diverged = MultiGauge.builder("gumshoe.vector.diverged")
                .description("1 where the newest refinement has left the basin of the concept, else 0")
                .register(registry);
    }

    /**
     * Shows a vector, in one thread at a time.
     *
     * @param vector null when it was removed
     * @param timestamp of its record
     */
    void set(String key, SteeringVector vector, long timestamp) {
        VectorKey.parse(key).ifPresent(parsed -> {
            if (vector == null) {
                newest.remove(parsed);
            } else if (newest.containsKey(parsed) || newest.size() < limit) {
                newest.put(parsed, new Newest(timestamp, vector.getVersion(), vector.getDiverged()));
            }
            show(published, row -> row.publishedMillis / 1000.0);
            show(version, Newest::version);
            show(diverged, row -> row.diverged ? 1 : 0);
        });
    }

    private void show(MultiGauge gauge, ToDoubleFunction<Newest> figure) {
        gauge.register(
                newest.entrySet().stream()
                        .<MultiGauge.Row<?>>map(
                                entry -> MultiGauge.Row.of(tags(entry), figure.applyAsDouble(entry.getValue())))
                        .toList(),
                true);
    }

    private static Tags tags(Entry<VectorKey, Newest> entry) {
        VectorKey key = entry.getKey();
        return Tags.of("concept", key.concept(), "role", key.role(), "kind", key.kind());
    }
}
