// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;
import org.gumshoe.schemas.RefinementMetric;

/**
 * Key of a refinement metric: {@code concept|metric}.
 *
 * @param concept name without '|'
 * @param metric name that may itself contain '|', such as {@code genre-auc|strong|refined}
 */
public record MetricKey(String concept, String metric) {
    public static MetricKey of(RefinementMetric metric) {
        return new MetricKey(metric.getConcept(), metric.getMetric());
    }

    /** Joins the parts of a metric's name, such as the measure, the role and the kind of vector. */
    public static String name(String... parts) {
        return KeyText.join(parts);
    }

    /** Reads a key; empty when the text is not the key of a metric. */
    public static Optional<MetricKey> parse(String key) {
        int at = key.indexOf(KeyText.SEPARATOR);
        return at < 0 ? Optional.empty() : Optional.of(new MetricKey(key.substring(0, at), key.substring(at + 1)));
    }

    public String format() {
        return KeyText.join(concept, metric);
    }
}
