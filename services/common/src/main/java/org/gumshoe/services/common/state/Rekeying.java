// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.UnreadableRecord;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.services.common.records.ModelReading;

/**
 * Move of a system into another one that has other partitions: what has been learned, the books, and
 * what language models have read. Its steps are called in order; the new system's ingest cuts the
 * books in between. Steps that were broken off may be called again, as long as no model has begun
 * to read in the new system. What all services can make of this again is not moved.
 */
public final class Rekeying {
    private static final String INGEST = "gumshoe-ingest";

    private final Settings from;
    private final Settings to;

    /**
     * @param from where the records are
     * @param to where they go; its topics exist
     */
    public Rekeying(Settings from, Settings to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Makes sure that no model has begun to read in the new system.
     *
     * @throws BadSettingsException when one has, or both systems are one
     */
    public void requireNew() {
        if (from.bootstrapServers().equals(to.bootstrapServers())) {
            throw new BadSettingsException("Both systems are at " + to.bootstrapServers()
                    + ": name the old one with --from and the new one with --bootstrap-servers.");
        }
        try (Admin admin = Clients.admin(to)) {
            List<String> reading = ConsumerLag.of(admin, ConsumerLag.groups(admin)).keySet().stream()
                    .filter(Rekeying::isReading)
                    .toList();
            if (!reading.isEmpty()) {
                throw new BadSettingsException("Models have begun to read at " + to.bootstrapServers() + " ("
                        + String.join(", ", reading) + "): end all its services and run `gumshoe reset` there.");
            }
        }
    }

    /** Returns whether a consumer group reads passages with a model. */
    static boolean isReading(String group) {
        return List.of("weak", "strong").stream().anyMatch(role -> group.startsWith(ModelReading.groups(role)));
    }

    /**
     * Copies what has been learned, unless it is there already.
     *
     * @return how many records were written
     * @throws BadSettingsException when the new system has learned something else
     */
    public int copyState() {
        SystemState learned = SystemState.read(from);
        boolean isThere = SystemState.read(to).digests().equals(learned.digests());
        return isThere ? 0 : learned.write(to);
    }

    /** Copies the books; returns how many records. */
    public long copyBooks() {
        return copy(Topics.BOOKS, record -> true);
    }

    /** Returns whether the new system's ingest has read all books. */
    public boolean booksAreCut() {
        List<TopicPartition> partitions = partitions(Topics.BOOKS);
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        try (Admin admin = Clients.admin(to)) {
            var ends = admin.listOffsets(latest).all().get();
            Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(INGEST)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return partitions.stream().allMatch(partition -> {
                OffsetAndMetadata at = read.get(partition);
                return ends.get(partition).offset() <= (at == null ? 0 : at.offset());
            });
        } catch (ExecutionException e) {
            // there is no such group before ingest has begun
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Copies generated texts and activations; returns how many records. The books are cut.
     */
    public long copyReadings() {
        return copy(Topics.PASSAGES, record -> GeneratedTexts.isOwn(record.key()))
                + copy(Topics.ACTIVATIONS, record -> true);
    }

    /**
     * Lets the models go on behind what they have read. The readings are copied.
     *
     * @return how many passages each consumer group passes over
     */
    public Map<String, Long> skipWhatIsRead() {
        return new ReadingOffsets(from, to).commit(partitions(Topics.PASSAGES));
    }

    private List<TopicPartition> partitions(Topic<?> topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < topic.partitions(to); i++) partitions.add(new TopicPartition(topic.name(), i));
        return partitions;
    }

    /** Copies the records that services can read, those of a key in their order. */
    private long copy(Topic<?> topic, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        AtomicLong copied = new AtomicLong();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<String, byte[]> producer = Clients.producer(to, (String) null)) {
            TopicBytes.readAll(from, topic, record -> {
                if (!isReadable(topic, record) || !wanted.test(record)) return;
                copied.incrementAndGet();
                producer.send(
                        new ProducerRecord<>(topic.name(), null, record.timestamp(), record.key(), record.value()),
                        (sent, error) -> {
                            if (error != null) failure.compareAndSet(null, error);
                        });
            });
            producer.flush();
        } catch (KafkaException e) {
            throw SystemState.failed(to, "did not take all of " + topic.name() + " from " + from.bootstrapServers(), e);
        }
        if (failure.get() != null) {
            throw SystemState.failed(to, "did not take all of " + topic.name(), new KafkaException(failure.get()));
        }
        return copied.get();
    }

    private static boolean isReadable(Topic<?> topic, ConsumerRecord<String, byte[]> record) {
        try {
            topic.read(record.key(), record.value(), record.offset());
            return true;
        } catch (UnreadableRecord e) {
            // it is among the old system's dead letters
            return false;
        }
    }
}
