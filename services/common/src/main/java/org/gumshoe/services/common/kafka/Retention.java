// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.time.Duration;
import java.util.Map;

/** How long a topic keeps its records, as broker settings of the topic. */
public record Retention(Map<String, String> config) {
    /** Every record, for ever. */
    public static final Retention KEEP =
            new Retention(Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));

    /**
     * The newest record of each key. The active segment is never compacted, so segments are small
     * and roll after ten minutes; tombstones stay a day, for readers that were away.
     */
    public static final Retention COMPACT = new Retention(Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.2",
            "segment.bytes", Integer.toString(16 << 20),
            "segment.ms", Long.toString(Duration.ofMinutes(10).toMillis()),
            "delete.retention.ms", Long.toString(Duration.ofDays(1).toMillis())));

    public Retention {
        config = Map.copyOf(config);
    }

    /** Every record for some days. */
    public static Retention days(int days) {
        return new Retention(Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                Long.toString(Duration.ofDays(days).toMillis())));
    }
}
