// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelAnnouncements;

/** A running system as tests see it: what is sent, what lies in a topic, and waiting for it. */
final class TestStream {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private TestStream() {}

    static void await(String what, Object state, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It does not come to be that %s: %s".formatted(what, state));
            }
            Thread.sleep(50);
        }
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, "", condition);
    }

    /** All that is committed in a topic and can be read. */
    static <V> List<ConsumerRecord<String, V>> records(Settings settings, Topic<V> topic) {
        List<ConsumerRecord<String, V>> records = new ArrayList<>();
        try (var consumer = Clients.tolerant(settings, topic, null, Map.of())) {
            var partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() == null || !record.value().failed()) records.add(decoded(record));
                }
            }
        }
        return records;
    }

    private static <V> ConsumerRecord<String, V> decoded(ConsumerRecord<String, DecodedValue<V>> record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value() == null ? null : record.value().value(),
                record.headers(),
                record.leaderEpoch());
    }

    static <V> void send(Settings settings, Topic<V> topic, String key, V value) {
        try (var producer = Clients.producer(settings, topic, null)) {
            arrive(producer, List.of(producer.send(new ProducerRecord<>(topic.name(), key, value))));
        }
    }

    /** Sends records as they are, unchecked. */
    static void send(Settings settings, List<ProducerRecord<String, byte[]>> records) {
        try (var producer = Clients.producer(settings, (String) null)) {
            arrive(producer, records.stream().map(producer::send).toList());
        }
    }

    /** Waits until all has been sent; what could not be is a failure, not a gap. */
    static void arrive(Producer<?, ?> producer, List<Future<RecordMetadata>> sent) {
        producer.flush();
        sent.forEach(Future::resultNow);
    }

    /** Bytes that nobody can decode. */
    static void sendCorrupt(Settings settings, Topic<?> topic, String key) {
        try (var producer = Clients.producer(settings, (String) null)) {
            arrive(producer, List.of(producer.send(new ProducerRecord<>(topic.name(), key, new byte[] {1, 2, 3, 4}))));
        }
    }

    static String header(ConsumerRecord<?, ?> letter, String name) {
        return DeadLetters.header(letter, name);
    }

    /** One of the small random models that the tests of the language models use. */
    static Path tiny(String name) {
        return Repository.root().resolve("src/test/resources/tiny").resolve(name);
    }

    static ModelAnnouncement announcement(String role, String name, Integer... layers) {
        ModelInfo info = LanguageModel.info(tiny(name));
        return ModelAnnouncements.of(
                role,
                name,
                info.location(),
                info.sha256(),
                info.architecture(),
                info.blocks(),
                info.width(),
                List.of(layers));
    }

    /** Announces a model, and remembers it under its reading. */
    static void announce(Settings settings, ModelAnnouncement model) {
        send(settings, Topics.LANGUAGE_MODELS, AnnouncementKey.of(model).format(), model);
        send(settings, Topics.LANGUAGE_MODELS, model.getRole(), model);
    }

    /** Of crime, at blocks 2 and 3, all components alike. */
    static SteeringVector vector(ModelAnnouncement model, String kind, long version) {
        List<Float> direction = Collections.nCopies(model.getWidth(), (float) (1 / Math.sqrt(model.getWidth())));
        return SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setModel(model.getSha256())
                .setKind(kind)
                .setVersion(version)
                .setLayers(List.of(
                        new LayerDirection(2, direction, 3.0, 5.0, 1.0, null),
                        new LayerDirection(3, direction, 3.0, 5.0, 1.0, null)))
                .setModelVersion(1)
                .setPassages(10)
                .setBooks(2)
                .build();
    }

    static StoryRequest.Builder story(String id, String arm) {
        return StoryRequest.newBuilder()
                .setStory(id)
                .setConcept("crime")
                .setPrompt("It was a quiet evening.")
                .setArm(arm)
                .setSeed(3)
                .setTokens(12);
    }

    static void ask(Settings settings, StoryRequest.Builder... stories) {
        for (StoryRequest.Builder story : stories) {
            send(settings, Topics.STORY_REQUESTS, story.getStory(), story.build());
        }
    }

    /** A story's tokens, once its last one is there; of a story written twice, the later one. */
    static List<StoryToken> endedStory(Settings settings, String id) throws Exception {
        List<StoryToken> tokens = new ArrayList<>();
        await("story " + id + " has ended", tokens, () -> {
            tokens.clear();
            for (var token : records(settings, Topics.STORIES)) {
                if (token.key().equals(id)) {
                    if (token.value().getIndex() == 0) tokens.clear();
                    tokens.add(token.value());
                }
            }
            return !tokens.isEmpty() && tokens.getLast().getLast();
        });
        return tokens;
    }

    static String text(List<StoryToken> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.getText()));
        return text.toString();
    }
}
