// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.flow.Stages;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sampler of the flow: every two seconds it asks the brokers how far each consumer group and topic
 * is, wherever the group's process runs; every ten seconds also how many bytes the topics take.
 */
public final class FlowSampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlowSampler.class);
    private static final int PERIOD_SECONDS = 2;
    private static final int SAMPLES_A_SIZE = 5;
    /** Longer than a broker takes for a collection of garbage. */
    private static final int PATIENCE_MILLIS = 10_000;
    /** Whoever reaches the broker can make up groups. */
    private static final int GROUPS = 200;

    private final Admin admin;
    private final List<TopicPartition> partitions;
    private final BrokerView broker;
    private final BiConsumer<String, Object> told;
    private final Reader reader;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("flow-sampler").factory());
    private int samples;

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

    /**
     * Starts sampling.
     *
     * @param broker that takes in sizes, and whether the brokers answer
     * @param told of changes of {@code broker}: their name and what is written as JSON
     */
    public FlowSampler(Settings settings, BrokerView broker, BiConsumer<String, Object> told, Reader reader) {
        this.broker = broker;
        this.told = told;
        admin = Clients.admin(settings.with("kafka.default.api.timeout.ms", Integer.toString(PATIENCE_MILLIS))
                .with("kafka.request.timeout.ms", Integer.toString(PATIENCE_MILLIS)));
        this.reader = reader;
        partitions = Topics.all().stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions(settings))
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        timer.scheduleWithFixedDelay(this::sample, 1, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void sample() {
        try {
            Map<String, Long> ends = ends();
            answer(true);
            if (samples++ % SAMPLES_A_SIZE == 0) {
                sizes();
            }
            reader.sample(System.currentTimeMillis(), ends, ConsumerLag.of(admin, watched(ConsumerLag.groups(admin))));
        } catch (ExecutionException e) {
            LOG.debug("the brokers do not answer", e);
            answer(false);
        } catch (RuntimeException | OutOfMemoryError e) {
            // the timer ends with what is thrown
            LOG.debug("the flow is not known now", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns groups to look at, those of services first and short names before long: any may be made up. */
    static List<String> watched(List<String> groups) {
        return groups.stream()
                .sorted(Comparator.<String, Boolean>comparing(
                                group -> Stages.of(group).isEmpty())
                        .thenComparing(String::length))
                .limit(GROUPS)
                .toList();
    }

    private void answer(boolean theyDo) {
        if (broker.answer(theyDo, System.currentTimeMillis())) {
            told.accept("kafka", Map.of("awaySince", broker.awaySince().orElse(0L)));
        }
    }

    /** One copy's bytes: replicas that are behind take less. */
    private void sizes() throws InterruptedException {
        try {
            List<Integer> brokers =
                    admin.describeCluster().nodes().get().stream().map(Node::id).toList();
            Map<TopicPartition, Long> largest = new HashMap<>();
            admin.describeLogDirs(brokers)
                    .allDescriptions()
                    .get()
                    .values()
                    .forEach(directories -> directories
                            .values()
                            .forEach(directory -> directory
                                    .replicaInfos()
                                    .forEach((partition, replica) ->
                                            largest.merge(partition, replica.size(), Math::max))));
            Map<String, Long> bytes = new HashMap<>();
            largest.forEach((partition, size) -> bytes.merge(partition.topic(), size, Long::sum));
            told.accept("sizes", broker.sizes(bytes));
        } catch (ExecutionException e) {
            LOG.debug("the brokers do not tell the sizes of their logs", e);
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
