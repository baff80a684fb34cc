// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.upgrade;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gumshoe.bench.system.MadeUpBooks;
import org.gumshoe.bench.system.SystemClient;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.ModelReading;

/**
 * Books of a rolling upgrade: the same texts come in every wave under other ids, so that what each
 * release makes of them can be compared. Half of a book lies in each partition all the while.
 */
final class RepeatedBooks {
    private static final int BOOKS_OF_A_PARTITION = 2;
    private static final int SENTENCES = 16;
    private static final Map<String, List<Float>> WORDS = Map.of(
            "murder", List.of(50f, 1f),
            "evidence", List.of(50f, 1f),
            "inspector", List.of(50f, 1f),
            "harbour", List.of(1f, 50f),
            "captain", List.of(1f, 50f),
            "whale", List.of(1f, 50f));

    private final SystemClient client;
    private final int partitions;
    private final List<List<String>> waves = new ArrayList<>();
    private final List<String> halves = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();

    RepeatedBooks(SystemClient client, int partitions) {
        this.client = client;
        this.partitions = partitions;
    }

    /** Sends what the services need beside books; returns their groups, with the topic whose partitions count. */
    Map<String, Topic<?>> begin(Path tiny) {
        client.publishConcept(20);
        var weak = client.announceModels(tiny).getFirst();
        WORDS.forEach((word, lambda) -> client.send(Topics.TOPIC_MODEL.record(word, new TopicModelRow(1L, lambda))));
        client.send(Topics.TOPIC_MODEL.record(
                Topics.MANIFEST,
                TopicModelManifest.newBuilder()
                        .setVersion(1)
                        .setTopics(2)
                        .setWords(WORDS.size())
                        .setAlpha(List.of(.5f, .5f))
                        .setEta(.01f)
                        .setPassages(100)
                        .setBooks(10)
                        .setPerWordBound(-3)
                        .setGuided(List.of())
                        .setMilestone(true)
                        .build()));
        client.flush();
        Map<String, Topic<?>> groups = new LinkedHashMap<>();
        groups.put("gumshoe-ingest", Topics.BOOKS);
        groups.put("gumshoe-assignments", Topics.PASSAGES);
        groups.put(ModelReading.of(weak).group("weak"), Topics.PASSAGES);
        return groups;
    }

    /** Sends the same texts under new ids, as many to each partition. */
    void sendWave() {
        List<String> wave = new ArrayList<>();
        Random random = new Random(1);
        for (int partition = 0; partition < partitions; partition++) {
            for (int i = 0; i < BOOKS_OF_A_PARTITION; i++) {
                String id = id("wave" + waves.size() + "-" + i, partition);
                client.sendBook(id, MadeUpBooks.text(i == 0, SENTENCES, random));
                wave.add(id);
            }
        }
        client.flush();
        waves.add(wave);
        sent.addAll(wave);
    }

    void beginHalves() {
        for (int partition = 0; partition < partitions; partition++) halves.add(id("halves", partition));
        sendHalves(0);
    }

    void endHalves() {
        sendHalves(1);
        sent.addAll(halves);
    }

    private void sendHalves(int half) {
        Random random = new Random(2);
        List<String> texts =
                List.of(MadeUpBooks.text(true, SENTENCES, random), MadeUpBooks.text(true, SENTENCES, random));
        String sha256 = BookSender.sha256(String.join("", texts));
        for (String id : halves) {
            client.send(Topics.BOOKS.record(
                    id, new BookChunk(id, half, texts.size(), sha256, id, "Nobody", List.of(), texts.get(half))));
        }
        client.flush();
    }

    private String id(String prefix, int partition) {
        int candidate = 0;
        while (BookPartitioner.partition(prefix + "-" + candidate, partitions) != partition) candidate++;
        return prefix + "-" + candidate;
    }

    /** Returns the books of each wave, those of one text at one place. */
    List<List<String>> waves() {
        return waves;
    }

    /** Returns all books that were sent whole. */
    List<String> sent() {
        return sent;
    }
}
