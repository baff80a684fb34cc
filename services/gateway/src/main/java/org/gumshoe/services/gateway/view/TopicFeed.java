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

    /** Taker of the records of a feed. */
    @FunctionalInterface
    public interface RecordTaker {
        /** Is called in the feed's thread, for one record after the other. */
        void accept(FeedRecord record);
    }

    private final Supplier<Consumer<String, byte[]>> clients;
    private final Map<String, Topic<?>> topics;
    private final Reading reading;
    private final RecordTaker reader;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Thread thread;
    private volatile Consumer<String, byte[]> consumer;
    private volatile boolean caughtUp;
    private volatile boolean closed;
    private volatile Throwable failure;

    /** Opens the feed. */
    public TopicFeed(String name, Settings settings, List<Topic<?>> topics, Reading reading, RecordTaker reader) {
        // values of dead letters are bytes, as those of every topic are
        this(name, () -> Clients.consumer(settings, Topics.DEAD_LETTERS, null), topics, reading, reader);
    }

    TopicFeed(
            String name,
            Supplier<Consumer<String, byte[]>> clients,
            List<Topic<?>> topics,
            Reading reading,
            RecordTaker reader) {
        this.clients = clients;
        this.topics = topics.stream().collect(Collectors.toMap(Topic::name, topic -> topic));
        this.reading = reading;
        this.reader = reader;
        consumer = clients.get();
        thread = Thread.ofPlatform().daemon().name("feed-" + name).start(this::follow);
    }

    /** Whether all records that the topics held at the start have been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Why the topics are not read at present; empty while they are. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    private void follow() {
        int failures = 0;
        while (!closed) {
            try (Consumer<String, byte[]> current = open()) {
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
            } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
                failure = e;
                pause(++failures, e);
            }
            consumer = null;
        }
        if (consumer != null) {
            consumer.close();
        }
    }

    /** Opens a client in the place of one that has failed; while Kafka is away, its name may be unknown too. */
    private Consumer<String, byte[]> open() {
        if (consumer == null) {
            consumer = clients.get();
        }
        return consumer;
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

    private void pause(int failures, Throwable reason) {
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
        Consumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
