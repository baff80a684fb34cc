// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of the position and lag of every consumer group in every topic that it reads, wherever its
 * process runs. The rate of {@code done} is the group's records per second; {@code left} is its
 * lag.
 */
final class LagGauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagGauges.class);
    private static final int REFRESH_SECONDS = 10;
    /** Whoever reaches the broker can make up groups. */
    private static final int GROUPS = 200;

    private final Admin admin;
    private final MultiGauge done;
    private final MultiGauge left;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("stage-meters").factory());

    LagGauges(Admin admin, MeterRegistry registry) {
        this.admin = admin;
        done = MultiGauge.builder("gumshoe.stage.done")
                .description("records of a topic that a stage has read")
                .register(registry);
        left = MultiGauge.builder("gumshoe.stage.left")
                .description("records of a topic that a stage has still to read")
                .register(registry);
        timer.scheduleWithFixedDelay(this::refresh, 1, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    private void refresh() {
        try {
            List<MultiGauge.Row<?>> doneRows = new ArrayList<>();
            List<MultiGauge.Row<?>> leftRows = new ArrayList<>();
            Map<String, Map<String, ConsumerLag>> stages = ConsumerLag.of(
                    admin, ConsumerLag.groups(admin).stream().limit(GROUPS).toList());
            stages.forEach((group, topics) -> topics.forEach((topic, lag) -> {
                Tags tags = Tags.of("stage", group.replaceFirst("^gumshoe-", ""), "topic", topic);
                doneRows.add(MultiGauge.Row.of(tags, lag.done()));
                leftRows.add(MultiGauge.Row.of(tags, lag.left()));
            }));
            done.register(doneRows, true);
            left.register(leftRows, true);
        } catch (RuntimeException e) {
            LOG.debug("the lag of the stages is not known now", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(5));
    }
}
