// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.gumshoe.schemas.RefinementMetric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of the newest refinement metrics of every concept: the map's R² and its null, cosines
 * between versions, the diagnosis, perplexity and freshness. Requests can make up concepts, so there
 * is a limit; metrics beyond it have no gauge.
 */
final class RefinementGauges {
    private static final Logger LOG = LoggerFactory.getLogger(RefinementGauges.class);

    private record Value(Gauge gauge, AtomicReference<Double> newest) {}

    private final MeterRegistry registry;
    private final int limit;
    private final Map<String, Value> values = new ConcurrentHashMap<>();
    private boolean isFull;

    RefinementGauges(MeterRegistry registry, int limit) {
        this.registry = registry;
        this.limit = limit;
    }

    /**
     * Shows a metric, in one thread at a time.
     *
     * @param metric null when it was removed
     */
    void set(String key, RefinementMetric metric) {
        Value value = metric == null ? values.remove(key) : values.get(key);
        if (metric == null) {
            if (value != null) {
                registry.remove(value.gauge);
            }
        } else if (value != null) {
            value.newest.set(metric.getValue());
        } else if (values.size() < limit) {
            values.put(key, gauge(metric));
        } else if (!isFull) {
            isFull = true;
            LOG.warn("there are {} refinement metrics; further ones have no gauge", limit);
        }
    }

    private Value gauge(RefinementMetric metric) {
        AtomicReference<Double> newest = new AtomicReference<>(metric.getValue());
        Gauge gauge = Gauge.builder("gumshoe.refinement", newest, AtomicReference::get)
                .description("newest value in the topic refinement-metrics")
                .tag("concept", metric.getConcept())
                .tag("metric", metric.getMetric())
                .register(registry);
        return new Value(gauge, newest);
    }
}
