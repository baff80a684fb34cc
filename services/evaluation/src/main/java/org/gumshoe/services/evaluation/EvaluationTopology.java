// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.MetricKey;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.StatefulProcessor;

/**
 * The topology of the evaluation service: metrics that need no labels and, if a genre is set,
 * metrics of the refined scores against the genres of books.
 */
public final class EvaluationTopology {
    static final String STORIES = "evaluation-stories";
    static final String RECENT = "evaluation-recent-stories";
    static final String THRESHOLDS = "evaluation-thresholds";
    static final String MODEL = "evaluation-topic-model";
    static final String CONCEPTS = "evaluation-concepts";
    static final String SCORES = "evaluation-scores";
    static final String LABELS = "evaluation-labels";

    private EvaluationTopology() {}

    /**
     * Builds the topology.
     *
     * @param genre the genre that refined scores are evaluated against; null for none
     */
    public static Topology build(String genre) {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.TOPIC_MODEL.globalTable(builder, MODEL);
        Topics.CONCEPTS.globalTable(builder, CONCEPTS);
        KStream<String, RefinementMetric> ofVectors = Topics.STEERING_VECTORS.stream(builder)
                .filter((key, vector) -> vector != null, Named.as("present-vectors"))
                .flatMapValues(MetricRecords::of, Named.as("measure-vectors"));
        KStream<String, RefinementMetric> ofMaps = Topics.STITCH_MAP.stream(builder)
                .filter((key, value) -> value instanceof StitchManifest, Named.as("manifests"))
                .flatMapValues(value -> MetricRecords.of((StitchManifest) value), Named.as("measure-maps"));
        KStream<String, SpecificRecord> scores = Topics.REFINED_SCORES.stream(builder)
                .processValues(() -> new AnnouncedConcepts<>(RefinedScore::getConcept), Named.as("scores-of-concepts"))
                .mapValues(score -> (SpecificRecord) score, Named.as("scores"));
        KStream<String, StoryToken> stories = Topics.STORIES.stream(builder)
                .process(
                        StatefulProcessor.of(
                                StoryCollector::new, StatefulProcessor.store(STORIES, AvroSerde.of(StoryToken.class))),
                        Named.as("collect-stories"))
                .processValues(() -> new AnnouncedConcepts<>(StoryToken::getConcept), Named.as("stories-of-concepts"));
        KStream<String, RefinementMetric> ofStories =
                stories.flatMapValues(MetricRecords::of, Named.as("measure-stories"));
        KStream<String, RefinementMetric> ofRecent = stories.mapValues(
                        story -> (SpecificRecord) story, Named.as("stories"))
                .merge(scores, Named.as("stories-and-scores"))
                .process(
                        StatefulProcessor.of(
                                RecentStories::new,
                                StatefulProcessor.store(RECENT, AvroSerde.of(StoryToken.class)),
                                StatefulProcessor.store(THRESHOLDS, Serdes.Double())),
                        Named.as("measure-recent-stories"));
        KStream<String, RefinementMetric> metrics = ofVectors
                .merge(ofMaps, Named.as("with-maps"))
                .merge(ofStories, Named.as("with-stories"))
                .merge(ofRecent, Named.as("with-recent-stories"));
        (genre == null ? metrics : metrics.merge(byGenre(builder, scores, genre), Named.as("with-genres")))
                .filter((key, metric) -> Double.isFinite(metric.getValue()), Named.as("numbers"))
                .selectKey((key, metric) -> MetricKey.of(metric).format(), Named.as("by-metric"))
                .to(Topics.REFINEMENT_METRICS.name(), Topics.REFINEMENT_METRICS.produced());
        return builder.build();
    }

    /** Joins refined scores and the genres of books, from their first chunks, in one partition. */
    private static KStream<String, RefinementMetric> byGenre(
            StreamsBuilder builder, KStream<String, SpecificRecord> scores, String genre) {
        KStream<String, SpecificRecord> labels = Topics.BOOKS.stream(builder)
                .filter((key, chunk) -> chunk != null && chunk.getIndex() == 0, Named.as("first-chunks"))
                .mapValues(chunk -> BookChunk.newBuilder(chunk).setText("").build(), Named.as("without-text"))
                .repartition(Repartitioned.with(Serdes.String(), Topics.BOOKS.values())
                        .withName("evaluation-genres")
                        .withNumberOfPartitions(1))
                .mapValues(chunk -> (SpecificRecord) chunk, Named.as("genres"));
        return scores.merge(labels, Named.as("scores-and-genres"))
                .process(
                        StatefulProcessor.of(
                                () -> new GenreRanker(genre),
                                StatefulProcessor.store(SCORES, AvroSerde.of(RefinedScore.class)),
                                StatefulProcessor.store(LABELS, Serdes.Boolean())),
                        Named.as("rank-by-genre"));
    }
}
