// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.BackOff;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feed of several topics in one order: one thread reads them and hands over each record once. A
 * record that cannot be read is skipped; its topic's keeper reports it. When Kafka is away, the feed
 * goes on where it was after pauses that grow.
 */
public final class TopicFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    /** Where in its topics a feed begins, and what it reads of their records. */
    public enum Reading {
        EVERYTHING,
        /** Keys of the records that come from now on. */
        NEW_KEYS
    }

    private final Settings settings;
    private final Map<String, Topic<?>> topics;
    private final Reading reading;
    private final Consumer<FeedRecord> reader;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Thread thread;
    private volatile KafkaConsumer<String, byte[]> consumer;
    private volatile boolean caughtUp;
    private volatile boolean closed;
    private volatile Exception failure;

    /**
     * Opens the feed.
     *
     * @param reader called in the feed's thread, for one record after the other
     */
    public TopicFeed(
            String name, Settings settings, List<Topic<?>> topics, Reading reading, Consumer<FeedRecord> reader) {
        this.settings = settings;
        this.topics = topics.stream().collect(Collectors.toMap(Topic::name, topic -> topic));
        this.reading = reading;
        this.reader = reader;
        consumer = open();
        thread = Thread.ofPlatform().daemon().name("feed-" + name).start(this::follow);
    }

    private KafkaConsumer<String, byte[]> open() {
        // its values are bytes, as those of every topic are
        return Clients.consumer(settings, Topics.DEAD_LETTERS, null);
    }

    /** Whether all records that the topics held at the start have been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Why the topics are not read at present; empty while they are. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    private void follow() {
        int failures = 0;
        while (!closed) {
            try (KafkaConsumer<String, byte[]> current = consumer) {
                begin(current);
                while (!closed) {
                    current.poll(POLL_TIMEOUT).forEach(this::read);
                    positions.replaceAll((partition, at) -> current.position(partition));
                    caughtUp |= ends.entrySet().stream().allMatch(end -> positions.get(end.getKey()) >= end.getValue());
                    failure = null;
                    failures = 0;
                }
            } catch (WakeupException e) {
                LOG.debug("the feed is closed");
            } catch (RuntimeException e) {
                failure = e;
                pause(++failures, e);
            }
            if (!closed) {
                consumer = open();
            }
        }
        consumer.close();
    }

    private void begin(KafkaConsumer<String, byte[]> current) {
        List<TopicPartition> partitions = topics.keySet().stream()
                .flatMap(topic -> current.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        current.assign(partitions);
        if (positions.isEmpty()) {
            ends.putAll(current.endOffsets(partitions));
            positions.putAll(reading == Reading.EVERYTHING ? current.beginningOffsets(partitions) : ends);
        }
        positions.forEach(current::seek);
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
            reader.accept(new FeedRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    record.headers(),
                    value(record),
                    record.offset() >= ends.get(partition)));
        } catch (RuntimeException e) {
            LOG.debug("{} at {} is skipped: {}", partition, record.offset(), Faults.sentence(e));
        }
    }

    private Object value(ConsumerRecord<String, byte[]> record) {
        Topic<?> topic = topics.get(record.topic());
        if (reading == Reading.NEW_KEYS) {
            return null;
        }
        // a dead letter may have any key, or none
        return topic == Topics.DEAD_LETTERS
                ? record.value()
                : topic.read(record.key(), record.value(), record.offset());
    }

    private void pause(int failures, RuntimeException reason) {
        Duration pause = BackOff.after(failures);
        LOG.warn("topics cannot be read, again after {} s: {}", pause.toSeconds(), Faults.sentence(reason));
        try {
            BackOff.pause(pause, () -> closed);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
