// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.client;

import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.ModelAnnouncements;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.text.Book;

/**
 * Client of a running system: announces models and publishes concepts, books, vectors and story
 * requests.
 */
public final class GumshoeClient implements AutoCloseable {
    /** What metadata says beyond this is left out; the bounds of the schema are wider. */
    private static final int NAME_CHARACTERS = 900;

    private static final int GENRES = 100;
    private static final int GENRE_CHARACTERS = 150;

    private final Settings settings;
    private final KafkaProducer<String, byte[]> producer;
    private volatile Exception failure;

    public GumshoeClient(Settings settings) {
        this.settings = settings;
        producer = Clients.producer(settings, (String) null);
    }

    /**
     * Announces each model that is not yet in force in its role, under the next version of the
     * role. Each is also remembered under its reading, so that it can be found when the role
     * returns to it.
     */
    public void announceModels(List<ModelAnnouncement> models) {
        try (TopicTable<ModelAnnouncement> table = new TopicTable<>(settings, Topics.LANGUAGE_MODELS)) {
            table.requireCaughtUp();
            models.forEach(model -> announce(model, table.view()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }

    private void announce(ModelAnnouncement model, Map<String, ModelAnnouncement> announced) {
        ModelAnnouncement inForce =
                announced.get(AnnouncementKey.inForce(model.getRole()).format());
        ModelAnnouncements.taking(model, inForce).forEach((key, next) -> send(Topics.LANGUAGE_MODELS, key, next));
    }

    public void publishVector(SteeringVector vector) {
        send(Topics.STEERING_VECTORS, VectorKey.of(vector).format(), vector);
        flush();
    }

    /** @throws BadInputException when the services would refuse the concept */
    public void publishConcept(Concept concept) {
        try {
            RecordBounds.check(concept);
        } catch (OutOfBoundsException e) {
            throw new BadInputException("The concept cannot be announced: " + e.getMessage());
        }
        send(Topics.CONCEPTS, concept.getName(), concept);
        flush();
    }

    /** Removes a concept, or the name of a topic. */
    public void forgetConcept(String concept) {
        send(Topics.CONCEPTS, concept, null);
        flush();
    }

    /** Sends a book without waiting; {@link #flush} waits. */
    public void sendBook(Book book) {
        List<BookChunk> chunks = BookSender.chunks(
                book.id(),
                VisibleText.cut(book.title(), NAME_CHARACTERS),
                VisibleText.cut(book.author(), NAME_CHARACTERS),
                book.genres().stream()
                        .limit(GENRES)
                        .map(genre -> VisibleText.cut(genre, GENRE_CHARACTERS))
                        .toList(),
                book.text());
        for (BookChunk chunk : chunks) {
            send(Topics.BOOKS, book.id(), chunk);
        }
    }

    public void requestStories(List<StoryRequest> requests) {
        requests.forEach(request -> send(Topics.STORY_REQUESTS, request.getStory(), request));
        flush();
    }

    /**
     * Waits until Kafka has acknowledged everything.
     *
     * @throws BadSettingsException when Kafka has refused something
     */
    public void flush() {
        producer.flush();
        if (failure != null) {
            throw new BadSettingsException(
                    "Kafka at " + settings.bootstrapServers() + " did not take all of it (" + failure.getMessage()
                            + "): send it again.",
                    failure);
        }
    }

    /** @throws BadInputException when a record is out of the bounds of its topic */
    private <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
        try {
            topic.check(key, value);
            if (value != null) {
                RecordBounds.check(value);
            }
        } catch (SerializationException | OutOfBoundsException e) {
            throw new BadInputException(e.getMessage(), e);
        }
        try {
            producer.send(topic.record(key, value), (sent, error) -> {
                if (error != null) {
                    failure = error;
                }
            });
        } catch (RecordTooLargeException e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
