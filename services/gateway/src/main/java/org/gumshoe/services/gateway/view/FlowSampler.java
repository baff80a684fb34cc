// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sampler of the flow: every two seconds it asks the brokers how far each consumer group and topic
 * is, wherever the group's process runs.
 */
public final class FlowSampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlowSampler.class);
    private static final int PERIOD_SECONDS = 2;
    /** Whoever reaches the broker can make up groups. */
    private static final int GROUPS = 200;

    private final Admin admin;
    private final List<TopicPartition> partitions;
    private final Reader reader;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("flow-sampler").factory());

    /** Receiver of what the brokers say. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Receives a sample.
         *
         * @param ends offsets of each topic, of all partitions
         * @param lags by consumer group and topic
         */
        void sample(long at, Map<String, Long> ends, Map<String, Map<String, ConsumerLag>> lags);
    }

    public FlowSampler(Settings settings, Admin admin, Reader reader) {
        this.admin = admin;
        this.reader = reader;
        partitions = Topics.all().stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions(settings))
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        timer.scheduleWithFixedDelay(this::sample, 1, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void sample() {
        try {
            reader.sample(
                    System.currentTimeMillis(),
                    ends(),
                    ConsumerLag.of(
                            admin,
                            ConsumerLag.groups(admin).stream().limit(GROUPS).toList()));
        } catch (ExecutionException | RuntimeException e) {
            LOG.debug("the flow is not known now", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Long> ends() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<String, Long> ends = new HashMap<>();
        admin.listOffsets(wanted)
                .all()
                .get()
                .forEach((partition, end) -> ends.merge(partition.topic(), end.offset(), Long::sum));
        return ends;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(5));
    }
}
