// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.ModelAnnouncements;

/**
 * Client of the system under test: sends the concept, two tiny random models, books and story
 * requests, and remembers when a record could not be sent.
 */
public final class SystemClient implements AutoCloseable {
    private static final String CONCEPT = "crime";

    private final KafkaProducer<String, byte[]> producer;
    private volatile Exception failure;

    public SystemClient(Settings settings) {
        // what it has sent must arrive once, however long the broker is away
        producer = Clients.producer(
                settings.with("kafka.delivery.timeout.ms", "900000").with("kafka.max.block.ms", "900000"),
                (String) null);
    }

    /** @param pseudoCount of each seed word in the topic model's prior */
    public void publishConcept(double pseudoCount) {
        List<String> seeds = List.of("murder", "evidence");
        send(Topics.CONCEPTS.record(CONCEPT, new Concept(CONCEPT, seeds, null, null, pseudoCount)));
    }

    /**
     * Announces a weak and a strong model.
     *
     * @param tiny directory of the small random models
     */
    public List<ModelAnnouncement> announceModels(Path tiny) {
        List<ModelAnnouncement> models =
                List.of(announcement(tiny, "weak", "gpt2", 2), announcement(tiny, "strong", "vicuna", 2, 3));
        for (ModelAnnouncement model : models) {
            send(Topics.LANGUAGE_MODELS.record(AnnouncementKey.of(model).format(), model));
            send(Topics.LANGUAGE_MODELS.record(model.getRole(), model));
        }
        return models;
    }

    private static ModelAnnouncement announcement(Path tiny, String role, String name, Integer... layers) {
        ModelInfo info = LanguageModel.info(tiny.resolve(name));
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

    public void sendBook(String id, String text) {
        BookSender.chunks(id, id, "Nobody", List.of(), text).forEach(chunk -> send(Topics.BOOKS.record(id, chunk)));
    }

    public void withdrawBook(String id) {
        send(Topics.BOOKS.record(id, null));
    }

    public void requestStory(String id, String arm, int tokens) {
        send(Topics.STORY_REQUESTS.record(
                id,
                StoryRequest.newBuilder()
                        .setStory(id)
                        .setConcept(CONCEPT)
                        .setPrompt("It was a quiet evening.")
                        .setArm(arm)
                        .setSeed(3)
                        .setTokens(tokens)
                        .build()));
    }

    public void send(ProducerRecord<String, byte[]> record) {
        send(record, sent -> {});
    }

    /** @param taken told where the broker has put the record */
    public void send(ProducerRecord<String, byte[]> record, Consumer<RecordMetadata> taken) {
        producer.send(record, (sent, error) -> {
            if (error == null) taken.accept(sent);
            else failure = error;
        });
    }

    public void flush() {
        producer.flush();
    }

    /** @throws IllegalStateException when a record could not be sent */
    public void requireSent() {
        if (failure != null) {
            throw new IllegalStateException("The benchmark itself could not send a record.", failure);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
