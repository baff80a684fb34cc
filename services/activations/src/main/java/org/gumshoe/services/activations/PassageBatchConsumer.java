// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.records.PassageReading;
import org.gumshoe.services.common.traces.ServiceSpans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumer that reads one batch of passages between two polls. Polled records wait in a queue while
 * their partitions are paused, so the consumer stays a member of its group however slow the model
 * is. The activations, dead letters and offsets of a batch are one transaction.
 */
final class PassageBatchConsumer implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(PassageBatchConsumer.class);

    private final String service;
    private final PassageReader reader;
    private final ActivationKeys keys;
    private final Consumer<String, DecodedValue<Passage>> consumer;
    private final Producer<String, byte[]> producer;
    private final int batchSize;
    private final Counter passageCounter;
    private final Timer batchTimer;
    private final Deque<ConsumerRecord<String, DecodedValue<Passage>>> queue = new ArrayDeque<>();
    private final DeadLetters letters;
    private final ServiceSpans spans;

    PassageBatchConsumer(
            String service,
            PassageReader reader,
            ActivationKeys keys,
            Consumer<String, DecodedValue<Passage>> consumer,
            Producer<String, byte[]> producer,
            int batchSize,
            MeterRegistry registry,
            ServiceSpans spans) {
        this.service = service;
        this.letters = new DeadLetters(service);
        this.reader = reader;
        this.keys = keys;
        this.consumer = consumer;
        this.producer = producer;
        this.batchSize = batchSize;
        this.spans = spans;
        this.passageCounter = Counter.builder("gumshoe.activations.passages")
                .tag("service", service)
                .register(registry);
        this.batchTimer = Timer.builder("gumshoe.activations.batch")
                .tag("service", service)
                .register(registry);
        consumer.subscribe(List.of(Topics.PASSAGES.name()), this);
    }

    /** @param timeout limit of the wait for passages when the queue is empty */
    void step(Duration timeout) {
        if (queue.isEmpty()) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        consumer.poll(queue.isEmpty() ? timeout : Duration.ZERO).forEach(queue::add);
        if (!queue.isEmpty()) {
            transactOrBury(take());
        }
    }

    /**
     * Reads a batch. When that fails because of its contents, nobody knows which record is to
     * blame: each is then read alone, and one that fails alone becomes a dead letter.
     */
    private void transactOrBury(List<ConsumerRecord<String, DecodedValue<Passage>>> taken) {
        try {
            transact(taken);
        } catch (RuntimeException | StackOverflowError e) {
            if (!Faults.isOfRecord(e)) {
                throw e;
            }
            if (taken.size() > 1) {
                LOG.warn("{}: {} passages are read anew, each alone: {}", service, taken.size(), Faults.sentence(e));
                taken.forEach(entry -> transactOrBury(List.of(entry)));
            } else {
                bury(taken.getFirst(), e);
            }
        }
    }

    private void bury(ConsumerRecord<String, DecodedValue<Passage>> entry, Throwable fault) {
        inTransaction(() -> {
            producer.send(letters.letter(entry, fault));
            producer.sendOffsetsToTransaction(offsets(List.of(entry)), consumer.groupMetadata());
        });
    }

    /** Takes as many records as hold one batch of passages to read. */
    private List<ConsumerRecord<String, DecodedValue<Passage>>> take() {
        List<ConsumerRecord<String, DecodedValue<Passage>>> taken = new ArrayList<>();
        int wanted = 0;
        while (!queue.isEmpty() && wanted < batchSize) {
            ConsumerRecord<String, DecodedValue<Passage>> next = queue.poll();
            taken.add(next);
            wanted += isRead(next) ? 1 : 0;
        }
        return taken;
    }

    private boolean isRead(ConsumerRecord<String, DecodedValue<Passage>> entry) {
        if (!isSound(entry) || entry.value() == null || entry.value().value() == null) {
            return false;
        }
        return PassageReading.isRead(
                entry.value().value(), reader.model().info().sha256());
    }

    /**
     * Returns whether a record can be read; the topic's keeper sends one that cannot to the dead
     * letters.
     */
    private static boolean isSound(ConsumerRecord<String, DecodedValue<Passage>> entry) {
        return DecodedValue.fault(Topics.PASSAGES, entry).isEmpty();
    }

    /**
     * Returns whether a passage was removed or is no longer among those that are read. The
     * generated texts of other models are not: this model never read them.
     */
    private static boolean isWithdrawn(ConsumerRecord<String, DecodedValue<Passage>> entry) {
        return entry.value() == null
                || entry.value().value() == null
                || !entry.value().value().getOwn();
    }

    /** Number of passages that are still to be read. */
    long left() {
        return queue.size()
                + consumer.assignment().stream()
                        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                        .sum();
    }

    private void transact(List<ConsumerRecord<String, DecodedValue<Passage>>> taken) {
        inTransaction(() -> {
            // of a passage that came twice in one batch, only the last version is read
            Map<String, ConsumerRecord<String, DecodedValue<Passage>>> toRead = new LinkedHashMap<>();
            for (ConsumerRecord<String, DecodedValue<Passage>> entry : taken) {
                if (isRead(entry)) {
                    toRead.put(entry.key(), entry);
                } else if (isSound(entry) && isWithdrawn(entry)) {
                    toRead.remove(entry.key());
                    keys.everyKey(entry.key())
                            .forEach(key -> producer.send(Topics.ACTIVATIONS.record(key, null, entry.timestamp())));
                }
            }
            toRead.forEach((key, entry) -> spans.enter(key, entry.timestamp()));
            batchTimer.record(() -> reader.read(
                    toRead.values().stream().map(e -> e.value().value()).toList(), (passage, activation) -> {
                        String passageKey = PassageKey.of(passage).format();
                        long arrived = toRead.get(passageKey).timestamp();
                        producer.send(Topics.ACTIVATIONS.record(keys.key(passageKey), activation, arrived));
                    }));
            producer.sendOffsetsToTransaction(offsets(taken), consumer.groupMetadata());
            passageCounter.increment(toRead.size());
            toRead.forEach((key, entry) -> spans.leave(key, entry.timestamp()));
        });
    }

    private void inTransaction(Runnable work) {
        producer.beginTransaction();
        try {
            work.run();
            producer.commitTransaction();
        } catch (ProducerFencedException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            abort(e);
            throw e;
        }
    }

    private void abort(Throwable cause) {
        try {
            producer.abortTransaction();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(
            List<ConsumerRecord<String, DecodedValue<Passage>>> taken) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        taken.forEach(entry -> offsets.put(
                new TopicPartition(entry.topic(), entry.partition()), new OffsetAndMetadata(entry.offset() + 1)));
        return offsets;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        Set<TopicPartition> lost = new HashSet<>(revoked);
        queue.removeIf(entry -> lost.contains(new TopicPartition(entry.topic(), entry.partition())));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {}
}
