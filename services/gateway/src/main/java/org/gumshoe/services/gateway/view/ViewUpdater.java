// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Updater of the views: it applies records one after the other, and tells whoever listens what a new
 * record has changed. Records of different feeds may come at once.
 */
public final class ViewUpdater {
    /** Topics of the science and the views.stories(). */
    public static final List<Topic<?>> SCIENCE = List.of(
            Topics.CONCEPTS,
            Topics.LANGUAGE_MODELS,
            Topics.STEERING_VECTORS,
            Topics.REFINED_SCORES,
            Topics.REFINEMENT_METRICS,
            Topics.STITCH_MAP,
            Topics.TOPIC_MODEL,
            Topics.STORY_REQUESTS,
            Topics.STORIES,
            Topics.DEAD_LETTERS);

    /** Topics that hold the text of books, or a record for each passage. */
    public static final List<Topic<?>> TEXTS = List.of(Topics.BOOKS, Topics.PASSAGES, Topics.ASSIGNMENTS);

    /** Topics of whose records only the keys are read. */
    public static final List<Topic<?>> KEYS = List.of(Topics.ACTIVATIONS);

    private final Views views;
    private final Listener listener;

    /** Listener to what records change. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Is told of a change.
         *
         * @param record that has brought it
         * @param what name of the change
         * @param data that is written as JSON
         */
        void changed(FeedRecord record, String what, Object data);
    }

    /** Creates an updater of views, which nobody else changes. */
    public ViewUpdater(Views views, Listener listener) {
        this.views = views;
        this.listener = listener;
    }

    /** Applies a record of any topic. */
    public void apply(FeedRecord record) {
        switch (record.topic()) {
            case "concepts" -> put(views.concepts(), Topics.CONCEPTS, record, (Concept) record.value(), "concept");
            case "language-models" ->
                put(views.models(), Topics.LANGUAGE_MODELS, record, (ModelAnnouncement) record.value(), "model");
            case "steering-vectors" -> vector(record, (SteeringVector) record.value());
            case "refined-scores" -> score(record, (RefinedScore) record.value());
            case "refinement-metrics" -> metric(record, (RefinementMetric) record.value());
            case "stitch-map" -> {
                if (record.value() instanceof StitchManifest manifest) {
                    tell(record, "map", Map.of("version", manifest.getVersion()));
                }
            }
            case "topic-model" -> {
                if (views.topics().apply(record.key(), (SpecificRecord) record.value())) {
                    tell(record, "topics", Map.of());
                }
            }
            case "story-requests" -> {
                views.stories().ask(record.key(), (StoryRequest) record.value(), record.timestamp());
                tell(record, "asked", Map.of("story", record.key()));
            }
            case "stories" -> {
                if (record.value() instanceof StoryToken token
                        && views.stories().add(token)) {
                    tell(record, "token", TokenRow.of(token));
                }
            }
            case "dead-letters" -> letter(record);
            default -> applyText(record);
        }
    }

    private void applyText(FeedRecord record) {
        switch (record.topic()) {
            case "books" -> {
                boolean unchanged = record.value() instanceof BookChunk chunk
                        && views.books().holds(chunk);
                views.books().applyChunk(record);
                tell(record, "book", Map.of("book", record.key(), "withdrawn", record.value() == null));
                if (record.live() && record.value() instanceof BookChunk chunk && chunk.getIndex() == 0) {
                    views.journeys()
                            .begin(record.key(), unchanged, System.currentTimeMillis())
                            .ifPresent(row -> tell(record, "journey", row));
                }
            }
            case "passages" -> {
                views.books().applyPassage(record);
                if (record.live() && record.value() instanceof Passage passage) {
                    views.journeys()
                            .cut(passage, System.currentTimeMillis())
                            .ifPresent(row -> tell(record, "journey", row));
                }
            }
            case "assignments" -> {
                views.topicPassages().apply(record.key(), (Assignment) record.value());
                if (record.live()) {
                    views.journeys()
                            .assign(record.key(), System.currentTimeMillis())
                            .ifPresent(row -> tell(record, "journey", row));
                }
            }
            default ->
                views.journeys()
                        .read(record.key(), System.currentTimeMillis())
                        .ifPresent(row -> tell(record, "journey", row));
        }
    }

    /** Services leave out a row beyond the topic's limit too. */
    private <V> void put(Map<String, V> table, Topic<V> topic, FeedRecord record, V valueOrNull, String what) {
        if (valueOrNull == null) {
            table.remove(record.key());
        } else if (topic.hasRoom(table, record.key())) {
            table.put(record.key(), valueOrNull);
        }
        tell(record, what, Map.of("key", record.key()));
    }

    private void vector(FeedRecord record, SteeringVector vectorOrNull) {
        views.vectors().apply(record.key(), vectorOrNull);
        if (vectorOrNull != null) {
            tell(record, "vector", VectorRow.of(vectorOrNull));
            if (record.live()) {
                views.journeys()
                        .count(vectorOrNull, System.currentTimeMillis())
                        .forEach(row -> tell(record, "journey", row));
            }
        }
    }

    private void score(FeedRecord record, RefinedScore scoreOrNull) {
        if (scoreOrNull != null) {
            views.scores()
                    .apply(scoreOrNull)
                    .ifPresent(version -> tell(
                            record,
                            "scores",
                            Map.of(
                                    "concept",
                                    scoreOrNull.getConcept(),
                                    "role",
                                    scoreOrNull.getRole(),
                                    "version",
                                    version)));
        }
    }

    private void metric(FeedRecord record, RefinementMetric metricOrNull) {
        views.metrics().apply(record.key(), metricOrNull);
        if (metricOrNull != null) {
            tell(
                    record,
                    "metric",
                    Map.of(
                            "concept",
                            metricOrNull.getConcept(),
                            "metric",
                            metricOrNull.getMetric(),
                            "point",
                            MetricSeries.point(metricOrNull)));
        }
    }

    private void letter(FeedRecord record) {
        LetterList.LetterRow letter = LetterList.LetterRow.of(record);
        views.letters().add(letter);
        tell(record, "letter", letter);
    }

    private void tell(FeedRecord record, String what, Object data) {
        if (record.live()) {
            listener.changed(record, what, data);
        }
    }
}
