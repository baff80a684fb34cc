// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.UnreadableRecord;

/**
 * State of a system as its readers see it: concepts, models, the topic model, the stitch map, the
 * models' word read-outs, vectors and refined scores. What is by passage is no part of it.
 */
public record SystemState(List<StateTopic> topics) {
    /** Topics whose records a system may have before it has learned anything; what it has stays. */
    private static final Set<Topic<?>> ANNOUNCED = Set.of(Topics.CONCEPTS, Topics.LANGUAGE_MODELS);

    static final List<Topic<?>> TOPICS = List.of(
            Topics.CONCEPTS,
            Topics.LANGUAGE_MODELS,
            Topics.TOPIC_MODEL,
            Topics.STITCH_MAP,
            Topics.WORD_READOUTS,
            Topics.STEERING_VECTORS,
            Topics.REFINED_SCORES);

    /** Beginning of the ids of the transactions that write states and vectors. */
    public static final String TRANSACTIONS = "gumshoe-state";

    private static final Duration POLL = Duration.ofMillis(200);

    public SystemState {
        topics = List.copyOf(topics);
    }

    /**
     * Reads the state of a running system as it is at one moment: what is committed later is left
     * out. Records that services refuse are left out too.
     *
     * @throws BadSettingsException when Kafka does not give it
     */
    public static SystemState read(Settings settings) {
        Map<String, Map<String, StateTopic.Row>> rows = new LinkedHashMap<>();
        TOPICS.forEach(topic -> rows.put(topic.name(), new TreeMap<>()));
        List<TopicPartition> partitions = TOPICS.stream()
                .map(topic -> new TopicPartition(topic.name(), 0))
                .toList();
        try {
            TopicBytes.read(settings, partitions, record -> apply(record, rows.get(record.topic())));
        } catch (KafkaException e) {
            throw failed(settings, "does not give its state", e);
        }
        return new SystemState(TOPICS.stream()
                .map(topic -> new StateTopic(topic, new TreeMap<>(rows.get(topic.name()))))
                .toList());
    }

    private static void apply(ConsumerRecord<String, byte[]> record, Map<String, StateTopic.Row> rows) {
        if (record.value() == null) {
            rows.remove(record.key());
            return;
        }
        try {
            Topics.named(record.topic()).orElseThrow().read(record.key(), record.value(), record.offset());
            rows.put(record.key(), new StateTopic.Row(record.timestamp(), record.value()));
        } catch (UnreadableRecord e) {
            // as for every reader, the last good record of its key stays in force
        }
    }

    /**
     * Writes this state into a system that has learned nothing yet, in one transaction. Concepts and
     * models that the system has already are not written.
     *
     * @return how many records were written
     * @throws BadSettingsException when the system has learned something, or Kafka does not take it;
     *     nothing is written then
     */
    public int write(Settings settings) {
        SystemState present = read(settings);
        present.requireNothingLearned(settings);
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (StateTopic topic : topics) {
            Set<String> kept = present.of(topic.topic()).rows().keySet();
            topic.inOrder().stream().filter(key -> !kept.contains(key)).forEach(key -> {
                StateTopic.Row row = topic.rows().get(key);
                records.add(new ProducerRecord<>(topic.topic().name(), null, row.timestamp(), key, row.value()));
            });
        }
        send(settings, records);
        return records.size();
    }

    /** Returns the records of a topic. */
    public StateTopic of(Topic<?> topic) {
        return topics.stream()
                .filter(of -> of.topic() == topic)
                .findFirst()
                .orElseGet(() -> new StateTopic(topic, new TreeMap<>()));
    }

    /** Returns the digest of each topic. */
    List<String> digests() {
        return topics.stream().map(StateTopic::digest).toList();
    }

    private void requireNothingLearned(Settings settings) {
        String learned = topics.stream()
                .filter(topic ->
                        !ANNOUNCED.contains(topic.topic()) && !topic.rows().isEmpty())
                .map(topic -> topic.topic().name() + " (" + topic.rows().size() + ")")
                .collect(Collectors.joining(", "));
        if (!learned.isEmpty()) {
            throw new BadSettingsException("The system at " + settings.bootstrapServers()
                    + " has learned something already: records are in " + learned
                    + ". Import into a new system, or end this one and run `gumshoe reset`.");
        }
    }

    /**
     * Writes records in one transaction, and returns once readers see them: a transaction's end reaches
     * its partitions a little after the producer has been told.
     *
     * @throws BadSettingsException when Kafka does not take them; none is seen by any reader then
     */
    public static void send(Settings settings, List<ProducerRecord<String, byte[]>> records) {
        Map<TopicPartition, Long> last = new HashMap<>();
        try (KafkaProducer<String, byte[]> producer = Clients.producer(settings, TRANSACTIONS)) {
            producer.initTransactions();
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            producer.commitTransaction();
            for (Future<RecordMetadata> one : sent) {
                RecordMetadata place = one.resultNow();
                last.merge(new TopicPartition(place.topic(), place.partition()), place.offset(), Math::max);
            }
        } catch (KafkaException e) {
            throw failed(settings, "did not take it, and nothing of it is seen", e);
        }
        try (KafkaConsumer<String, byte[]> consumer = Clients.consumer(settings, Topics.DEAD_LETTERS, null)) {
            while (consumer.endOffsets(last.keySet()).entrySet().stream()
                    .anyMatch(end -> end.getValue() <= last.get(end.getKey()))) {
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static BadSettingsException failed(Settings settings, String what, KafkaException e) {
        return new BadSettingsException(
                "Kafka at " + settings.bootstrapServers() + " " + what + " ("
                        + Optional.ofNullable(Faults.causes(e).getLast().getMessage())
                                .orElse(e.toString())
                        + "): mend it, and run this again.",
                e);
    }
}
