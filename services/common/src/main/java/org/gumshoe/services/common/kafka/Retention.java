// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.time.Duration;
import java.util.Map;

/** Retention of a topic, as its broker settings: which records it keeps and for how long. */
public record Retention(Map<String, String> config) {
    /** Keeps every record for ever. */
    public static final Retention KEEP =
            new Retention(Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));

    /**
     * Keeps the newest record of each key. Kafka never compacts the active segment, so segments are
     * small and roll after ten minutes; tombstones stay a day, for consumers that were away.
     */
    public static final Retention COMPACT = new Retention(Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.2",
            "segment.bytes", Integer.toString(16 << 20),
            "segment.ms", Long.toString(Duration.ofMinutes(10).toMillis()),
            "delete.retention.ms", Long.toString(Duration.ofDays(1).toMillis())));

    /** Keeps records for an hour, in small segments: for what is of use at once or not at all. */
    public static final Retention BRIEF = new Retention(Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            Long.toString(Duration.ofHours(1).toMillis()),
            "segment.bytes",
            Integer.toString(64 << 20),
            "segment.ms",
            Long.toString(Duration.ofMinutes(10).toMillis())));

    public Retention {
        config = Map.copyOf(config);
    }

    /** Keeps every record for some days. */
    public static Retention days(int days) {
        return new Retention(Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                Long.toString(Duration.ofDays(days).toMillis())));
    }
}
