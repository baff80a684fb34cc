// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;

/**
 * Gauges of the position and lag of every consumer group in every topic that it reads, wherever its
 * process runs. The rate of {@code done} is the group's records per second; {@code left} is its
 * lag.
 */
final class LagGauges {
    private final MultiGauge done;
    private final MultiGauge left;

    LagGauges(MeterRegistry registry) {
        done = MultiGauge.builder("gumshoe.stage.done")
                .description("records of a topic that a stage has read")
                .register(registry);
        left = MultiGauge.builder("gumshoe.stage.left")
                .description("records of a topic that a stage has still to read")
                .register(registry);
    }

    /**
     * Shows positions, in one thread at a time.
     *
     * @param stages by consumer group and topic
     */
    void set(Map<String, Map<String, ConsumerLag>> stages) {
        List<MultiGauge.Row<?>> doneRows = new ArrayList<>();
        List<MultiGauge.Row<?>> leftRows = new ArrayList<>();
        stages.forEach((group, topics) -> topics.forEach((topic, lag) -> {
            Tags tags = Tags.of("stage", group.replaceFirst("^gumshoe-", ""), "topic", topic);
            doneRows.add(MultiGauge.Row.of(tags, lag.done()));
            leftRows.add(MultiGauge.Row.of(tags, lag.left()));
        }));
        done.register(doneRows, true);
        left.register(leftRows, true);
    }
}
