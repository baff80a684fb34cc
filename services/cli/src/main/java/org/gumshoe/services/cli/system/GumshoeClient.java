// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.text.Book;

/** What a user tells the system: models, concepts, books, wishes for stories. */
public final class GumshoeClient implements AutoCloseable {
    private final Settings settings;
    private final KafkaProducer<String, byte[]> producer;

    public GumshoeClient(Settings settings) {
        this.settings = settings;
        producer = Clients.producer(settings, (String) null);
    }

    /**
     * Announces each model that is not the announced one already, under its role's next version;
     * and where it is found, for whoever comes back to it.
     */
    public void models(List<LanguageModel> models) {
        try (TopicTable<LanguageModel> table = new TopicTable<>(settings, Topics.LANGUAGE_MODELS)) {
            table.requireCaughtUp();
            models.forEach(model -> announce(model, table.view()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.flush();
    }

    private void announce(LanguageModel model, Map<String, LanguageModel> known) {
        LanguageModel before = known.get(model.getRole());
        LanguageModel next = LanguageModel.newBuilder(model)
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .build();
        boolean same = before != null
                && LanguageModel.newBuilder(before)
                        .setVersion(next.getVersion())
                        .build()
                        .equals(next);
        if (!same) {
            producer.send(Topics.LANGUAGE_MODELS.record(
                    model.getRole() + "|" + ModelReading.of(model).id(), next));
            producer.send(Topics.LANGUAGE_MODELS.record(model.getRole(), next));
        }
    }

    public void vector(SteeringVector vector) {
        String key = vector.getConcept() + "|" + vector.getRole() + "|" + vector.getKind();
        producer.send(Topics.STEERING_VECTORS.record(key, vector));
        producer.flush();
    }

    public void concept(Concept concept) {
        producer.send(Topics.CONCEPTS.record(concept.getName(), concept));
        producer.flush();
    }

    public void forget(String concept) {
        producer.send(Topics.CONCEPTS.record(concept, null));
        producer.flush();
    }

    /** Sends without waiting; {@link #flush} waits. */
    public void book(Book book) {
        for (BookChunk chunk : BookSender.chunks(book.id(), book.title(), book.author(), book.genres(), book.text())) {
            producer.send(Topics.BOOKS.record(book.id(), chunk));
        }
    }

    public void stories(List<StoryRequest> requests) {
        requests.forEach(request -> producer.send(Topics.STORY_REQUESTS.record(request.getStory(), request)));
        producer.flush();
    }

    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
