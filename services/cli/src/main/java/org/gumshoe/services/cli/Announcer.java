// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.kit.BookSender;
import org.gumshoe.services.kit.Clients;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.Topics;
import org.gumshoe.text.Book;

/** What a user tells the system: models, concepts, books, wishes for stories. */
public final class Announcer implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    public Announcer(Settings settings) {
        producer = Clients.producer(settings, (String) null);
    }

    public void models(List<LanguageModel> models) {
        models.forEach(model -> producer.send(Topics.LANGUAGE_MODELS.record(model.getRole(), model)));
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
