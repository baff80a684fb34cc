// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.List;
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
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;

/** Catalogue of the topics through which services exchange records; each is described here once. */
public final class Topics {
    /**
     * Key of the manifest of a matrix that is published row by row. The manifest is written after
     * the rows of its version, in the same transaction.
     */
    public static final String MANIFEST = "~manifest";

    public static final Topic<BookChunk> BOOKS = byBook("books", AvroSerde.of(BookChunk.class), Retention.KEEP);
    public static final Topic<Passage> PASSAGES = byBook("passages", AvroSerde.of(Passage.class), Retention.COMPACT);
    public static final Topic<SpecificRecord> TOPIC_MODEL =
            single("topic-model", AvroSerde.of(TopicModelRow.class, TopicModelManifest.class), Retention.COMPACT);
    public static final Topic<Concept> CONCEPTS = single("concepts", AvroSerde.of(Concept.class), Retention.COMPACT);
    public static final Topic<Assignment> ASSIGNMENTS =
            byBook("assignments", AvroSerde.of(Assignment.class), Retention.COMPACT);
    public static final Topic<ModelAnnouncement> LANGUAGE_MODELS =
            single("language-models", AvroSerde.of(ModelAnnouncement.class), Retention.COMPACT);
    public static final Topic<Activation> ACTIVATIONS =
            byBook("activations", AvroSerde.of(Activation.class), Retention.COMPACT);
    public static final Topic<SpecificRecord> STITCH_MAP =
            single("stitch-map", AvroSerde.of(StitchRow.class, StitchManifest.class), Retention.COMPACT);
    public static final Topic<SteeringVector> STEERING_VECTORS =
            single("steering-vectors", AvroSerde.of(SteeringVector.class), Retention.COMPACT);
    public static final Topic<RefinedScore> REFINED_SCORES =
            single("refined-scores", AvroSerde.of(RefinedScore.class), Retention.COMPACT);
    public static final Topic<StoryRequest> STORY_REQUESTS =
            single("story-requests", AvroSerde.of(StoryRequest.class), Retention.days(7));
    public static final Topic<StoryToken> STORIES =
            single("stories", AvroSerde.of(StoryToken.class), Retention.days(7));
    public static final Topic<RefinementMetric> REFINEMENT_METRICS =
            single("refinement-metrics", AvroSerde.of(RefinementMetric.class), Retention.KEEP);
    public static final Topic<byte[]> DEAD_LETTERS = single("dead-letters", Serdes.ByteArray(), Retention.KEEP);

    private static final List<Topic<?>> ALL = List.of(
            BOOKS,
            PASSAGES,
            TOPIC_MODEL,
            CONCEPTS,
            ASSIGNMENTS,
            LANGUAGE_MODELS,
            ACTIVATIONS,
            STITCH_MAP,
            STEERING_VECTORS,
            REFINED_SCORES,
            STORY_REQUESTS,
            STORIES,
            REFINEMENT_METRICS,
            DEAD_LETTERS);

    private Topics() {}

    /** All topics, in the order of the stream. */
    public static List<Topic<?>> all() {
        return ALL;
    }

    private static <V> Topic<V> byBook(String name, Serde<V> values, Retention retention) {
        return new Topic<>(name, values, retention, true);
    }

    private static <V> Topic<V> single(String name, Serde<V> values, Retention retention) {
        return new Topic<>(name, values, retention, false);
    }
}
