// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.topics.TopicsService;

/**
 * Feeder of a run: the same concept, models, books and stories in every run. The next wave of books
 * is sent when the learner's log holds the former one, since only then are the logs of two runs
 * equal; what the other services have done by then is their affair.
 */
final class Feeder implements AutoCloseable {
    private static final String NO_GROWTH = "The learner's log does not grow.";
    static final int STORIES = 6;
    static final int LONG_STORY = 48;
    private static final long PATIENCE_MILLIS = 600_000;

    private final Settings settings;
    private final KafkaProducer<String, byte[]> producer;
    private final TopicTable<Passage> passages;
    private final TopicTable<SteeringVector> vectors;
    private final Set<Snapshot.Place> garbage = ConcurrentHashMap.newKeySet();
    private volatile Exception failure;

    Feeder(Settings given) {
        // what it has sent must arrive once, however long the broker is away
        settings = given.with("kafka.delivery.timeout.ms", "900000").with("kafka.max.block.ms", "900000");
        producer = Clients.producer(settings, (String) null);
        passages = new TopicTable<>(given, Topics.PASSAGES);
        vectors = new TopicTable<>(given, Topics.STEERING_VECTORS);
    }

    void begin(Path tiny) throws InterruptedException {
        send(Topics.CONCEPTS.record("crime", new Concept("crime", List.of("murder", "evidence"), null, null, 20.0)));
        until(NO_GROWTH, () -> !log().isEmpty());
        for (ModelAnnouncement model :
                List.of(announcement(tiny, "weak", "gpt2", 2), announcement(tiny, "strong", "vicuna", 2, 3))) {
            send(Topics.LANGUAGE_MODELS.record(AnnouncementKey.of(model).format(), model));
            send(Topics.LANGUAGE_MODELS.record(model.getRole(), model));
        }
    }

    private static ModelAnnouncement announcement(Path tiny, String role, String name, Integer... layers) {
        ModelInfo info = LanguageModel.info(tiny.resolve(name));
        return ModelAnnouncement.newBuilder()
                .setRole(role)
                .setName(name)
                .setLocation(info.location().toString())
                .setSha256(info.sha256())
                .setArchitecture(info.architecture())
                .setBlocks(info.blocks())
                .setWidth(info.width())
                .setReadLayers(Arrays.asList(layers))
                .setWriteLayers(Arrays.asList(layers))
                .build();
    }

    /** Sends books and stories over a time, and returns when the log holds all books. */
    void feed(int books, long seed, long spreadMillis) throws InterruptedException {
        var waves = MadeUpBooks.waves(books, seed, settings.partitions(), TopicsService.options(settings));
        long begin = System.currentTimeMillis();
        int asked = 0;
        for (int wave = 0; wave < waves.size(); wave++) {
            Thread.sleep(Math.max(0, begin + wave * spreadMillis / waves.size() - System.currentTimeMillis()));
            for (var novel : waves.get(wave)) {
                BookSender.chunks(novel.id(), novel.id(), "Nobody", List.of(), novel.text())
                        .forEach(chunk -> send(Topics.BOOKS.record(novel.id(), chunk)));
            }
            producer.flush();
            Set<String> sent = new HashSet<>();
            waves.get(wave).forEach(novel -> sent.add(novel.id()));
            until(NO_GROWTH, () -> isLearned(sent));
            for (; asked < STORIES * (wave + 1) / waves.size(); asked++) ask("plain" + asked, "unsteered", LONG_STORY);
        }
        until("There is no translated vector.", () -> vectors.view().containsKey("crime|strong|translated"));
        // too short to be read again: its text depends on the vector of the moment
        for (int story = 0; story < STORIES; story++) ask("steered" + story, "translated", 12);
    }

    private boolean isLearned(Set<String> books) {
        Set<String> log = log();
        return books.stream().allMatch(book -> {
            Passage first = passages.view().get(book + "#0");
            return first != null && IntStream.range(0, first.getTotal()).allMatch(i -> log.contains(book + "#" + i));
        });
    }

    private void ask(String id, String arm, int tokens) {
        send(Topics.STORY_REQUESTS.record(
                id,
                StoryRequest.newBuilder()
                        .setStory(id)
                        .setConcept("crime")
                        .setPrompt("It was a quiet evening.")
                        .setArm(arm)
                        .setSeed(3)
                        .setTokens(tokens)
                        .build()));
    }

    /** Waits for a condition; a record that could not be sent ends the campaign. */
    private void until(String failed, BooleanSupplier condition) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!condition.getAsBoolean()) {
            if (failure != null) {
                throw new IllegalStateException("The campaign itself could not send a record.", failure);
            }
            if (System.currentTimeMillis() > end) throw new IllegalStateException(failed);
            Thread.sleep(500);
        }
    }

    private Set<String> log() {
        try {
            return Set.copyOf(Snapshot.keys(Snapshot.log(settings)));
        } catch (KafkaException e) {
            return Set.of(); // the broker is away
        }
    }

    void send(ProducerRecord<String, byte[]> record) {
        boolean isGarbage = record.headers().lastHeader(Garbage.HEADER) != null;
        producer.send(record, (sent, error) -> {
            if (error != null) failure = error;
            else if (isGarbage && sent.hasOffset()) {
                garbage.add(new Snapshot.Place(sent.topic(), sent.partition(), sent.offset()));
            }
        });
    }

    /** Returns where the garbage lies that was sent. */
    Set<Snapshot.Place> garbage() {
        return Set.copyOf(garbage);
    }

    @Override
    public void close() {
        producer.close();
        passages.close();
        vectors.close();
    }
}
