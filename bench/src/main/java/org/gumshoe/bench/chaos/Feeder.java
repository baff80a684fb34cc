// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.gumshoe.bench.system.SystemClient;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
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
    private final SystemClient client;
    private final TopicTable<Passage> passages;
    private final TopicTable<SteeringVector> vectors;
    private final Set<Snapshot.Place> garbage = ConcurrentHashMap.newKeySet();

    Feeder(Settings settings) {
        this.settings = settings;
        client = new SystemClient(settings);
        passages = new TopicTable<>(settings, Topics.PASSAGES);
        vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS);
    }

    void begin(Path tiny) throws InterruptedException {
        client.publishConcept(20);
        until(NO_GROWTH, () -> !log().isEmpty());
        client.announceModels(tiny);
    }

    /** Sends books and stories over a time, and returns when the log holds all books. */
    void feed(int books, long seed, long spreadMillis) throws InterruptedException {
        var waves = BookWaves.waves(books, seed, settings.partitions(), TopicsService.options(settings));
        long begin = System.currentTimeMillis();
        int asked = 0;
        for (int wave = 0; wave < waves.size(); wave++) {
            Thread.sleep(Math.max(0, begin + wave * spreadMillis / waves.size() - System.currentTimeMillis()));
            for (var novel : waves.get(wave)) {
                client.sendBook(novel.id(), novel.text());
            }
            client.flush();
            Set<String> sent = new HashSet<>();
            waves.get(wave).forEach(novel -> sent.add(novel.id()));
            until(NO_GROWTH, () -> isLearned(sent));
            for (; asked < STORIES * (wave + 1) / waves.size(); asked++) {
                client.requestStory("plain" + asked, "unsteered", LONG_STORY);
            }
        }
        until("There is no translated vector.", () -> vectors.view().containsKey("crime|strong|translated"));
        // too short to be read again: its text depends on the vector of the moment
        for (int story = 0; story < STORIES; story++) client.requestStory("steered" + story, "translated", 12);
    }

    private boolean isLearned(Set<String> books) {
        Set<String> log = log();
        return books.stream().allMatch(book -> {
            Passage first = passages.view().get(book + "#0");
            return first != null && IntStream.range(0, first.getTotal()).allMatch(i -> log.contains(book + "#" + i));
        });
    }

    /** Waits for a condition; a record that could not be sent ends the campaign. */
    private void until(String failed, BooleanSupplier condition) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!condition.getAsBoolean()) {
            client.requireSent();
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
        client.send(record, sent -> {
            if (record.headers().lastHeader(Garbage.HEADER) != null && sent.hasOffset()) {
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
        client.close();
        passages.close();
        vectors.close();
    }
}
