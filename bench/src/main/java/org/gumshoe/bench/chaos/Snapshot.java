// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Retention;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.ingest.TableKeeper;
import org.gumshoe.services.topics.PassageCounter;
import org.gumshoe.services.topics.TopicsService;

/**
 * Everything that is committed in the topics of a settled system.
 *
 * @param written records by topic and key, without garbage
 * @param rows by topic and key: the newest value that is no garbage; deleted keys are missing
 * @param garbage places of all garbage
 * @param letters places of what the dead letters are about, and their reasons
 * @param learned keys of the learner's log in its order
 * @param digest of a learner that learns from that log without interruption
 * @param stories tokens by story, in the order in which they were written
 */
record Snapshot(
        Map<String, Map<String, Integer>> written,
        Map<String, Map<String, SpecificRecord>> rows,
        Set<Place> garbage,
        Map<Place, List<String>> letters,
        List<String> learned,
        String digest,
        Map<String, List<StoryToken>> stories) {

    /** Place of a record. */
    record Place(String topic, int partition, long offset) {}

    /** @param sent places of garbage as the broker told them; compaction may have removed some */
    static Snapshot of(Settings settings, Set<Place> sent) {
        Map<String, Map<String, Integer>> written = new TreeMap<>();
        Map<String, Map<String, SpecificRecord>> rows = new TreeMap<>();
        Set<Place> garbage = new HashSet<>(sent);
        Map<String, List<StoryToken>> stories = new TreeMap<>();
        for (Topic<?> topic : Topics.all()) {
            if (topic == Topics.DEAD_LETTERS) continue;
            Map<String, SpecificRecord> newest = new TreeMap<>();
            Map<String, Integer> counts = new TreeMap<>();
            for (var record : read(settings, topic.name())) {
                if (record.headers().lastHeader(Garbage.HEADER) != null) {
                    garbage.add(new Place(topic.name(), record.partition(), record.offset()));
                    continue;
                }
                // what was restored behind garbage counts once, and is what readers see
                boolean isRestored = record.headers().lastHeader(TableKeeper.RESTORED) != null;
                if (!isRestored || !counts.containsKey(record.key())) counts.merge(record.key(), 1, Integer::sum);
                var value = (SpecificRecord) topic.values().deserializer().deserialize(topic.name(), record.value());
                if (value == null) newest.remove(record.key());
                else newest.put(record.key(), value);
                if (value instanceof StoryToken token) {
                    stories.computeIfAbsent(record.key(), key -> new ArrayList<>())
                            .add(token);
                }
            }
            written.put(topic.name(), counts);
            rows.put(topic.name(), newest);
        }
        for (String refused : refusals(stories, written)) {
            stories.remove(refused);
            written.get(Topics.STORIES.name()).remove(refused);
            rows.get(Topics.STORIES.name()).remove(refused);
        }
        List<SpecificRecord> log = log(settings);
        return new Snapshot(written, rows, garbage, letters(settings), keys(log), digest(log, settings), stories);
    }

    /** Returns the stories that only tell a request which is garbage that it is refused. */
    private static List<String> refusals(
            Map<String, List<StoryToken>> stories, Map<String, Map<String, Integer>> written) {
        Set<String> asked = written.get(Topics.STORY_REQUESTS.name()).keySet();
        return stories.entrySet().stream()
                .filter(story -> !asked.contains(story.getKey()))
                .filter(story -> story.getValue().stream()
                        .noneMatch(token -> token.getError().isEmpty()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the number of records of a topic, without garbage. */
    int records(Topic<?> topic) {
        return written.get(topic.name()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static Map<Place, List<String>> letters(Settings settings) {
        Map<Place, List<String>> letters = new HashMap<>();
        for (var letter : read(settings, Topics.DEAD_LETTERS.name())) {
            String partition = DeadLetters.header(letter, DeadLetters.PARTITION);
            String offset = DeadLetters.header(letter, DeadLetters.OFFSET);
            letters.computeIfAbsent(
                            new Place(
                                    DeadLetters.header(letter, DeadLetters.TOPIC),
                                    partition.isEmpty() ? -1 : Integer.parseInt(partition),
                                    offset.isEmpty() ? -1 : Long.parseLong(offset)),
                            place -> new ArrayList<>())
                    .add(DeadLetters.header(letter, DeadLetters.SERVICE) + ": "
                            + DeadLetters.header(letter, DeadLetters.MESSAGE));
        }
        return letters;
    }

    /** Returns the learner's input, which the campaign's settings keep. */
    static List<SpecificRecord> log(Settings settings) {
        String name = TopicsService.id(TopicsService.options(settings)) + "-topics-words-repartition";
        var decoder = AvroSerde.of(PassageWords.class, Concept.class).deserializer();
        return read(settings, name).stream()
                .map(record -> decoder.deserialize(name, record.value()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Returns the keys of the log; a concept that was restored behind garbage is learned again, and is left out. */
    static List<String> keys(List<SpecificRecord> log) {
        Set<SpecificRecord> concepts = new HashSet<>();
        return log.stream()
                .filter(record -> !(record instanceof Concept) || concepts.add(record))
                .map(record ->
                        record instanceof PassageWords words ? words.getBook() + "#" + words.getIndex() : "concept")
                .toList();
    }

    private static String digest(List<SpecificRecord> log, Settings settings) {
        TopicStream learner = new TopicStream(TopicsService.options(settings), 1);
        for (SpecificRecord record : log) {
            switch (record) {
                case PassageWords words -> PassageCounter.addTo(learner, words);
                case Concept concept ->
                    learner.addSeededTopic(
                            new SeededTopic(concept.getName(), concept.getSeeds(), concept.getPseudoCount()));
                default -> throw new IllegalStateException("no input of the learner: " + record);
            }
        }
        return learner.passages() == 0 ? "" : learner.latest().digest();
    }

    /** Returns all committed records of a topic as bytes; none if there is no such topic. */
    private static List<ConsumerRecord<String, byte[]>> read(Settings settings, String name) {
        Topic<byte[]> bytes = new Topic<>(
                name, Serdes.ByteArray(), Retention.KEEP, false, Pattern.compile("(?s).*"), "", Integer.MAX_VALUE);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = Clients.consumer(settings, bytes, null)) {
            var infos = consumer.listTopics().getOrDefault(name, List.of());
            var partitions = infos.stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
