// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Map of a compacted topic: a thread reads the topic from beginning to end and then follows it. It
 * serves plain clients that need the newest models and vectors. Undecodable records are logged and
 * skipped; the service that owns the topic's contents sends them to the dead letters.
 */
public final class TopicTable<V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTable.class);
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final Topic<V> topic;
    private final String servers;
    private final BiConsumer<String, V> onChange;
    private final int maxRows;
    private final Map<String, V> rows = new ConcurrentSkipListMap<>();
    private final KafkaConsumer<String, DecodedValue<V>> consumer;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    private volatile Exception failure;

    /** Opens the table of a topic. */
    public TopicTable(Settings settings, Topic<V> topic) {
        this(settings, topic, (key, value) -> {});
    }

    /**
     * Opens the table of a topic and reports each change.
     *
     * @param onChange called in the table's thread for each record in order, after the map has
     *     changed; a null value is a removal
     */
    public TopicTable(Settings settings, Topic<V> topic, BiConsumer<String, V> onChange) {
        this(settings, topic, onChange, Integer.MAX_VALUE);
    }

    /**
     * Opens a table of bounded size: keys beyond it have no row, but their changes are reported.
     *
     * @param maxRows that are kept; with 0, the topic is followed from its present end
     */
    public TopicTable(Settings settings, Topic<V> topic, BiConsumer<String, V> onChange, int maxRows) {
        this.maxRows = maxRows;
        this.topic = topic;
        this.servers = settings.bootstrapServers();
        this.onChange = onChange;
        consumer = Clients.tolerant(settings, topic, null, Map.of());
        thread = Thread.ofPlatform().daemon().name("table-" + topic.name()).start(this::follow);
    }

    /** Follows a topic from its present end, without keeping rows. */
    public static <V> TopicTable<V> following(Settings settings, Topic<V> topic, BiConsumer<String, V> onChange) {
        return new TopicTable<>(settings, topic, onChange, 0);
    }

    /** Live view of the rows, sorted by key; it changes when the topic does. */
    public Map<String, V> view() {
        return Collections.unmodifiableMap(rows);
    }

    /** Whether all records that the topic held when the table was opened have been read. */
    public boolean caughtUp() {
        return caughtUp.getCount() == 0;
    }

    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Waits up to half a minute until the table has caught up. Commands call it, because they must
     * not mistake a topic that they could not read for an empty one.
     *
     * @throws BadSettingsException when the table has not caught up by then
     */
    public void requireCaughtUp() throws InterruptedException {
        requireCaughtUp(CATCH_UP_TIMEOUT);
    }

    void requireCaughtUp(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!awaitCaughtUp(POLL_TIMEOUT)) {
            if (failure != null || System.nanoTime() > end) {
                throw new BadSettingsException("No answer from the broker at " + servers + ": the topic " + topic.name()
                        + " could not be read "
                        + (failure == null ? "within " + timeout.toSeconds() + " s" : "(" + failure.getMessage() + ")")
                        + "; try again, or check that broker.");
            }
        }
    }

    /** Why the table no longer follows its topic; empty while it does. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    private void follow() {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            if (maxRows == 0) {
                consumer.seekToEnd(partitions);
            } else {
                consumer.seekToBeginning(partitions);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!closed) {
                for (var record : consumer.poll(POLL_TIMEOUT)) apply(record);
                if (!caughtUp()
                        && ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    caughtUp.countDown();
                }
            }
        } catch (WakeupException e) {
            LOG.debug("table {} closed", topic.name());
        } catch (RuntimeException e) {
            failure = e;
            LOG.error("table {} no longer follows its topic", topic.name(), e);
        }
    }

    private void apply(ConsumerRecord<String, DecodedValue<V>> record) {
        if (record.key() == null) return;
        if (record.value() != null && record.value().failed()) {
            LOG.warn(
                    "{}-{} at {} skipped: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.value().error().getMessage());
            return;
        }
        V value = record.value() == null ? null : record.value().value();
        if (value == null) {
            rows.remove(record.key());
        } else if (rows.containsKey(record.key()) || rows.size() < maxRows) {
            rows.put(record.key(), value);
        }
        onChange.accept(record.key(), value);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            if (Thread.currentThread() != thread) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
