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
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Map of a compacted topic: a thread reads the topic from beginning to end and then follows it. It
 * serves plain clients that need the newest models and vectors. A broken record is logged and
 * skipped, and the last good one of its key stays in force; the topic's keeper sends it to the dead
 * letters. When Kafka cannot be read, the table begins anew after pauses that grow.
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
    private final Settings settings;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final FollowingThread<KafkaConsumer<String, DecodedValue<V>>> following;

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
        this(settings, topic, onChange, topic.maxRows());
    }

    /**
     * Opens a table of a size below that of its topic: keys beyond it have no row, but their changes
     * are reported.
     *
     * @param maxRows that are kept; with 0, the topic is followed from its present end
     */
    public TopicTable(Settings settings, Topic<V> topic, BiConsumer<String, V> onChange, int maxRows) {
        this.maxRows = Math.min(maxRows, topic.maxRows());
        this.settings = settings;
        this.topic = topic;
        this.servers = settings.bootstrapServers();
        this.onChange = onChange;
        following = new FollowingThread<>("table-" + topic.name(), this::open, this::follow);
        following.start();
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
            Optional<Throwable> failure = failure();
            if (failure.isPresent() || System.nanoTime() > end) {
                throw new BadSettingsException("No answer from the broker at " + servers + ": the topic " + topic.name()
                        + " could not be read "
                        + failure.map(reason -> "(" + reason.getMessage() + ")")
                                .orElse("within " + timeout.toSeconds() + " s")
                        + "; try again, or check that broker.");
            }
        }
    }

    private KafkaConsumer<String, DecodedValue<V>> open() {
        return Clients.tolerant(settings, topic, null, Clients.FOLLOWING);
    }

    /** Why the table does not follow its topic at present; empty while it does. */
    public Optional<Throwable> failure() {
        return following.failure();
    }

    private void follow(KafkaConsumer<String, DecodedValue<V>> current) {
        List<TopicPartition> partitions = current.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        current.assign(partitions);
        if (maxRows == 0) {
            current.seekToEnd(partitions);
        } else {
            current.seekToBeginning(partitions);
        }
        Map<TopicPartition, Long> ends = current.endOffsets(partitions);
        while (!following.isClosed()) {
            if (!caughtUp()
                    && ends.entrySet().stream().allMatch(end -> current.position(end.getKey()) >= end.getValue())) {
                caughtUp.countDown();
            }
            for (var record : current.poll(caughtUp() ? Clients.FOLLOWING_TIMEOUT : POLL_TIMEOUT)) apply(record);
            following.succeeded();
        }
    }

    private void apply(ConsumerRecord<String, DecodedValue<V>> record) {
        try {
            DecodedValue.fault(topic, record).ifPresent(fault -> {
                throw fault;
            });
            applySound(record);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn(
                    "{}-{} at {} skipped: {}", record.topic(), record.partition(), record.offset(), Faults.sentence(e));
        }
    }

    private void applySound(ConsumerRecord<String, DecodedValue<V>> record) {
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
        following.close();
    }
}
