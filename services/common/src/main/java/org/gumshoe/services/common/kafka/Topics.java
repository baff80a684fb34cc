// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.OwnKey;

/** Catalogue of the topics through which services exchange records; each is described here once. */
public final class Topics {
    /** Key of the manifest of a matrix that is published row by row. */
    public static final String MANIFEST = OwnKey.MANIFEST;

    /**
     * Rows of the tables that are kept in memory; what is by book is kept on disk. An assignment names
     * every concept three times, and no more of the longest names fit into a record.
     */
    private static final int CONCEPT_ROWS = 800;

    /** By the present model of each role, and by former ones. */
    private static final int READ_OUT_ROWS = 4 * CONCEPT_ROWS;

    private static final int MODEL_ROWS = 1_000;
    private static final int MATRIX_ROWS = 1_000_000;
    private static final int VECTOR_ROWS = 10_000;
    private static final int METRIC_ROWS = 10_000;

    private static final String BOOK_ID = "[^#|\\p{Cc}]{1,300}";
    private static final String PASSAGE_KEY = BOOK_ID + "#(0|[1-9]\\d{0,5})";
    private static final String CONCEPT_NAME = "[^\\p{Cc}]{1,100}";
    private static final String ROLE = "\\|(weak|strong)";
    /** As long as the names of all layers that an announcement may have. */
    private static final String READING = "(\\|[^\\p{Cc}]{1,3100})?";

    public static final Topic<BookChunk> BOOKS =
            byBook(BookSender.TOPIC, AvroSerde.of(BookChunk.class), Retention.KEEP, BOOK_ID, "ingest");
    public static final Topic<Passage> PASSAGES =
            byBook("passages", AvroSerde.of(Passage.class), Retention.COMPACT, PASSAGE_KEY, "assignments");
    public static final Topic<SpecificRecord> TOPIC_MODEL = single(
            "topic-model",
            AvroSerde.of(TopicModelRow.class, TopicModelManifest.class),
            Retention.COMPACT,
            "[^\\p{Cc}]{1,200}",
            "ingest",
            MATRIX_ROWS);
    public static final Topic<Concept> CONCEPTS =
            single("concepts", AvroSerde.of(Concept.class), Retention.COMPACT, CONCEPT_NAME, "ingest", CONCEPT_ROWS);
    public static final Topic<Assignment> ASSIGNMENTS =
            byBook("assignments", AvroSerde.of(Assignment.class), Retention.COMPACT, PASSAGE_KEY, "steering");
    public static final Topic<ModelAnnouncement> LANGUAGE_MODELS = single(
            "language-models",
            AvroSerde.of(ModelAnnouncement.class),
            Retention.COMPACT,
            "(weak|strong)" + READING,
            "ingest",
            MODEL_ROWS);
    public static final Topic<Activation> ACTIVATIONS = byBook(
            "activations", AvroSerde.of(Activation.class), Retention.COMPACT, PASSAGE_KEY + ROLE + READING, "stitch");
    public static final Topic<SpecificRecord> STITCH_MAP = single(
            "stitch-map",
            AvroSerde.of(StitchRow.class, StitchManifest.class),
            Retention.COMPACT,
            MANIFEST + "|\\d{1,5}\\|\\d{1,5}\\|\\d{1,6}(\\|shuffled)?",
            "ingest",
            MATRIX_ROWS);
    public static final Topic<WordReadOut> WORD_READOUTS = single(
            "word-readouts",
            AvroSerde.of(WordReadOut.class),
            Retention.COMPACT,
            CONCEPT_NAME + ROLE + "\\|[^#|\\p{Cc}]{1,12}",
            "ingest",
            READ_OUT_ROWS);
    public static final Topic<SteeringQuestion> STEERING_COMMANDS = byBook(
            "steering-commands", AvroSerde.of(SteeringQuestion.class), Retention.days(7), OwnKey.QUESTION, "steering");
    public static final Topic<SteeringQuestion> STEERING_QUESTIONS = single(
            "steering-questions", AvroSerde.of(SteeringQuestion.class), Retention.BRIEF, OwnKey.QUESTION, "steering");
    public static final Topic<SteeringAnswer> STEERING_ANSWERS =
            single("steering-answers", AvroSerde.of(SteeringAnswer.class), Retention.BRIEF, OwnKey.ANSWER, "steering");
    public static final Topic<SteeringVector> STEERING_VECTORS = single(
            "steering-vectors",
            AvroSerde.of(SteeringVector.class),
            Retention.COMPACT,
            CONCEPT_NAME + ROLE + "\\|[^|\\p{Cc}]{1,40}",
            "ingest",
            VECTOR_ROWS);
    public static final Topic<RefinedScore> REFINED_SCORES = single(
            "refined-scores",
            AvroSerde.of(RefinedScore.class),
            Retention.COMPACT,
            CONCEPT_NAME + ROLE + "\\|" + BOOK_ID,
            "evaluation");
    public static final Topic<StoryRequest> STORY_REQUESTS =
            single("story-requests", AvroSerde.of(StoryRequest.class), Retention.days(7), BOOK_ID, "stories");
    public static final Topic<StoryToken> STORIES =
            single("stories", AvroSerde.of(StoryToken.class), Retention.days(7), BOOK_ID, "evaluation");
    public static final Topic<RefinementMetric> REFINEMENT_METRICS = single(
            "refinement-metrics",
            AvroSerde.of(RefinementMetric.class),
            Retention.KEEP,
            "[^|\\p{Cc}]{1,100}\\|[^\\p{Cc}]{1,300}",
            "ingest",
            METRIC_ROWS);
    public static final Topic<byte[]> DEAD_LETTERS =
            single("dead-letters", Serdes.ByteArray(), Retention.KEEP, "(?s).*", "");

    private static final List<Topic<?>> ALL = List.of(
            BOOKS,
            PASSAGES,
            TOPIC_MODEL,
            CONCEPTS,
            ASSIGNMENTS,
            LANGUAGE_MODELS,
            ACTIVATIONS,
            STITCH_MAP,
            WORD_READOUTS,
            STEERING_COMMANDS,
            STEERING_QUESTIONS,
            STEERING_ANSWERS,
            STEERING_VECTORS,
            REFINED_SCORES,
            STORY_REQUESTS,
            STORIES,
            REFINEMENT_METRICS,
            DEAD_LETTERS);

    private static final Map<String, Topic<?>> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Topic::name, topic -> topic));

    private static final int INTERNAL_RECORD_FACTOR = 4;

    private Topics() {}

    /** All topics, in the order of the stream. */
    public static List<Topic<?>> all() {
        return ALL;
    }

    /** Returns the topic of this name; empty for one that belongs to a single service. */
    public static Optional<Topic<?>> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /**
     * Returns whether a service writes the dead letter of a record that cannot be read. Several
     * services read one topic; its keeper alone does. A topic between the parts of a service is
     * kept by that service.
     */
    public static boolean isKeptBy(String topic, String service) {
        return named(topic).map(known -> known.keeper().equals(service)).orElse(true);
    }

    /**
     * Returns the limit of a topic's records in bytes. What a service makes of a record for its own
     * use may be larger than the record, for instance the words of a passage with their counts.
     */
    public static int maxMessageBytes(String topic, Settings settings) {
        return named(topic)
                .map(known -> known.maxMessageBytes(settings))
                .orElse(INTERNAL_RECORD_FACTOR * settings.maxMessageBytes());
    }

    /** Returns the limit of what a producer sends at once: of the largest record of any topic. */
    public static int maxRequestBytes(Settings settings) {
        return Math.max(INTERNAL_RECORD_FACTOR * settings.maxMessageBytes(), DEAD_LETTERS.maxMessageBytes(settings));
    }

    private static <V> Topic<V> byBook(
            String name, Serde<V> values, Retention retention, String keyForm, String keeper) {
        return new Topic<>(name, values, retention, true, Pattern.compile(keyForm), keeper, Integer.MAX_VALUE);
    }

    private static <V> Topic<V> single(
            String name, Serde<V> values, Retention retention, String keyForm, String keeper) {
        return single(name, values, retention, keyForm, keeper, Integer.MAX_VALUE);
    }

    private static <V> Topic<V> single(
            String name, Serde<V> values, Retention retention, String keyForm, String keeper, int maxRows) {
        return new Topic<>(name, values, retention, false, Pattern.compile(keyForm), keeper, maxRows);
    }
}
