// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.FollowingThread;
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

    /** Taker of the records of a feed. */
    @FunctionalInterface
    public interface RecordTaker {
        /** Is called in the feed's thread, for one record after the other. */
        void accept(FeedRecord record);
    }

    private final Map<String, Topic<?>> topics;
    private final Reading reading;
    private final RecordTaker reader;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final FollowingThread<Consumer<String, byte[]>> following;
    private volatile boolean caughtUp;

    /** Opens the feed. */
    public TopicFeed(String name, Settings settings, List<Topic<?>> topics, Reading reading, RecordTaker reader) {
        this(name, () -> Clients.follower(settings), topics, reading, reader);
    }

    TopicFeed(
            String name,
            Supplier<Consumer<String, byte[]>> clients,
            List<Topic<?>> topics,
            Reading reading,
            RecordTaker reader) {
        this.topics = topics.stream().collect(Collectors.toMap(Topic::name, topic -> topic));
        this.reading = reading;
        this.reader = reader;
        following = new FollowingThread<>("feed-" + name, clients, this::follow);
        following.start();
    }

    /** Whether all records that the topics held at the start have been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Why the topics are not read at present; empty while they are. */
    public Optional<Throwable> failure() {
        return following.failure();
    }

    private void follow(Consumer<String, byte[]> current) {
        begin(current);
        while (!following.isClosed()) {
            current.poll(caughtUp ? Clients.FOLLOWING_TIMEOUT : POLL_TIMEOUT).forEach(this::read);
            positions.replaceAll((partition, at) -> current.position(partition));
            caughtUp |= ends.entrySet().stream().allMatch(end -> positions.get(end.getKey()) >= end.getValue());
            following.succeeded();
        }
    }

    private void begin(Consumer<String, byte[]> current) {
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
        } catch (RuntimeException | StackOverflowError e) {
            if (!Faults.isOfRecord(e)) {
                throw e;
            }
            LOG.debug("{} at {} is skipped: {}", partition, record.offset(), Faults.sentence(e));
        }
        positions.put(partition, record.offset() + 1);
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

    @Override
    public void close() {
        following.close();
    }
}
