// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.services.common.records.MetricKey;

/**
 * Gauges of the newest refinement metrics of every concept: the map's R² and its null, cosines
 * between versions, the diagnosis, perplexity and freshness.
 */
final class RefinementGauges {
    private final MeterRegistry registry;
    private final Map<MetricKey, AtomicReference<Double>> values = new ConcurrentHashMap<>();

    RefinementGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void set(RefinementMetric metric) {
        if (metric != null) {
            values.computeIfAbsent(MetricKey.of(metric), key -> gauge(metric)).set(metric.getValue());
        }
    }

    private AtomicReference<Double> gauge(RefinementMetric metric) {
        AtomicReference<Double> value = new AtomicReference<>(metric.getValue());
        Gauge.builder("gumshoe.refinement", value, AtomicReference::get)
                .description("newest value in the topic refinement-metrics")
                .tag("concept", metric.getConcept())
                .tag("metric", metric.getMetric())
                .register(registry);
        return value;
    }
}
