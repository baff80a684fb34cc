// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.upgrade;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.PassageKey;

/** Everything that services have committed to the topics by book, and how many dead letters there are. */
final class CommittedRecords implements AutoCloseable {
    private static final List<Topic<? extends SpecificRecord>> TOPICS =
            List.of(Topics.PASSAGES, Topics.ASSIGNMENTS, Topics.ACTIVATIONS);

    /** Record as it lies in a topic. */
    record Entry(String key, int partition, SpecificRecord value) {}

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, List<Entry>> entries = new HashMap<>();
    private int letters;

    CommittedRecords(Settings settings) {
        // its values are bytes, as those of every topic are
        consumer = Clients.consumer(settings, Topics.DEAD_LETTERS, null);
        List<TopicPartition> partitions = new ArrayList<>();
        partitions.add(new TopicPartition(Topics.DEAD_LETTERS.name(), 0));
        for (Topic<?> topic : TOPICS) {
            entries.put(topic.name(), new ArrayList<>());
            for (int i = 0; i < topic.partitions(settings); i++) partitions.add(new TopicPartition(topic.name(), i));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what is new. */
    void poll() {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> {
            Topics.named(record.topic())
                    .filter(TOPICS::contains)
                    .ifPresentOrElse(
                            topic -> entries.get(topic.name())
                                    .add(new Entry(record.key(), record.partition(), (SpecificRecord)
                                            topic.values().deserializer().deserialize(topic.name(), record.value()))),
                            () -> letters++);
        });
    }

    int letters() {
        return letters;
    }

    List<Entry> of(Topic<?> topic) {
        return entries.get(topic.name());
    }

    /** Returns the newest passages, assignments or activations of one book, in the order of its passages. */
    List<SpecificRecord> of(Topic<?> topic, String book) {
        Map<Integer, SpecificRecord> newest = new TreeMap<>();
        for (Entry entry : of(topic)) {
            PassageKey passage =
                    PassageKey.parse(ModelReading.passage(entry.key)).orElseThrow();
            if (passage.bookId().equals(book)) newest.put(passage.index(), entry.value);
        }
        return List.copyOf(newest.values());
    }

    /** Returns whether all passages of a book are there, assigned and read. */
    boolean isThrough(String book) {
        List<SpecificRecord> passages = of(Topics.PASSAGES, book);
        return !passages.isEmpty()
                && passages.size() >= ((Passage) passages.getFirst()).getTotal()
                && of(Topics.ASSIGNMENTS, book).size() >= passages.size()
                && of(Topics.ACTIVATIONS, book).size() >= passages.size();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
