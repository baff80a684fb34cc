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
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;

/**
 * One batch between two polls. Records that were polled wait in a queue with their partitions
 * paused, so the consumer keeps its membership however slow the model is; a batch's activations,
 * dead letters and offsets are one transaction.
 */
final class PassageBatchConsumer implements ConsumerRebalanceListener {
    private final String service;
    private final PassageReader reader;
    private final ActivationKeys keys;
    private final KafkaConsumer<String, DecodedValue<Passage>> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final int batch;
    private final Counter passages;
    private final Timer timer;
    private final Deque<ConsumerRecord<String, DecodedValue<Passage>>> queue = new ArrayDeque<>();

    PassageBatchConsumer(
            String service,
            PassageReader reader,
            ActivationKeys keys,
            KafkaConsumer<String, DecodedValue<Passage>> consumer,
            KafkaProducer<String, byte[]> producer,
            int batch,
            MeterRegistry registry) {
        this.service = service;
        this.reader = reader;
        this.keys = keys;
        this.consumer = consumer;
        this.producer = producer;
        this.batch = batch;
        this.passages = Counter.builder("gumshoe.activations.passages")
                .tag("service", service)
                .register(registry);
        this.timer = Timer.builder("gumshoe.activations.batch")
                .tag("service", service)
                .register(registry);
        consumer.subscribe(List.of(Topics.PASSAGES.name()), this);
    }

    /** @param patience how long to wait for passages where none wait already */
    void step(Duration patience) {
        if (queue.isEmpty()) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        consumer.poll(queue.isEmpty() ? patience : Duration.ZERO).forEach(queue::add);
        if (!queue.isEmpty()) {
            transact(take());
        }
    }

    /** As many records as hold one batch of passages to read. */
    private List<ConsumerRecord<String, DecodedValue<Passage>>> take() {
        List<ConsumerRecord<String, DecodedValue<Passage>>> taken = new ArrayList<>();
        int wanted = 0;
        while (!queue.isEmpty() && wanted < batch) {
            ConsumerRecord<String, DecodedValue<Passage>> next = queue.poll();
            taken.add(next);
            wanted += isRead(next) ? 1 : 0;
        }
        return taken;
    }

    /** Own texts are read by the model that wrote them alone. */
    private boolean isRead(ConsumerRecord<String, DecodedValue<Passage>> entry) {
        DecodedValue<Passage> decoded = entry.value();
        return decoded != null
                && decoded.value() != null
                && (decoded.value().getOwn()
                        ? decoded.value()
                                .getWriter()
                                .equals(reader.model().info().sha256())
                        : decoded.value().getSampled());
    }

    /**
     * Removed, or no longer one of those that are read; what other models write by themselves was
     * never ours.
     */
    private static boolean isGone(ConsumerRecord<String, DecodedValue<Passage>> entry) {
        return entry.value() == null
                || entry.value().value() == null
                || !entry.value().value().getOwn();
    }

    /** Passages that are still to be read. */
    long left() {
        return queue.size()
                + consumer.assignment().stream()
                        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                        .sum();
    }

    private void transact(List<ConsumerRecord<String, DecodedValue<Passage>>> taken) {
        producer.beginTransaction();
        try {
            // a passage that came twice in one batch is read once, as it came last
            Map<String, ConsumerRecord<String, DecodedValue<Passage>>> toRead = new LinkedHashMap<>();
            for (ConsumerRecord<String, DecodedValue<Passage>> entry : taken) {
                if (entry.value() != null && entry.value().failed()) {
                    DeadLetters.send(producer, entry, entry.value().error(), service);
                } else if (isRead(entry)) {
                    toRead.put(entry.key(), entry);
                } else if (isGone(entry)) {
                    toRead.remove(entry.key());
                    keys.everyKey(entry.key())
                            .forEach(key -> producer.send(Topics.ACTIVATIONS.record(key, null, entry.timestamp())));
                }
            }
            timer.record(() -> reader.read(
                    toRead.values().stream().map(e -> e.value().value()).toList(), (passage, activation) -> {
                        String name = passage.getBook() + "#" + passage.getIndex();
                        long arrived = toRead.get(name).timestamp();
                        producer.send(Topics.ACTIVATIONS.record(keys.key(name), activation, arrived));
                    }));
            producer.sendOffsetsToTransaction(offsets(taken), consumer.groupMetadata());
            producer.commitTransaction();
            passages.increment(toRead.size());
        } catch (ProducerFencedException e) {
            throw e;
        } catch (RuntimeException e) {
            abort(e);
            throw e;
        }
    }

    private void abort(RuntimeException cause) {
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
        Set<TopicPartition> gone = new HashSet<>(revoked);
        queue.removeIf(entry -> gone.contains(new TopicPartition(entry.topic(), entry.partition())));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {}
}
