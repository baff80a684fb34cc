// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.StatefulProcessor;

/**
 * Kafka Streams topology of the steering service. Passages are summed in the partition of their
 * book; one solver turns the sums of all books into steering vectors and refined scores.
 */
public final class SteeringTopology {
    static final String ACTIVATIONS = "steering-activations";
    static final String ASSIGNMENTS = "steering-assignments";
    static final String CHANGED = "steering-changed-books";
    static final String ARRIVED = "steering-arrivals";
    static final String SUMMED = "steering-summed-parts";
    static final String SUMS = "steering-sums-by-reading";
    static final String PUBLISHED = "steering-published";
    static final String SCORES = "steering-refined-scores";
    static final String STITCH_MAP = "steering-stitch-map";
    static final String CONCEPTS = "steering-concepts";
    static final String MODELS = "steering-language-models";
    static final String READ_OUTS = "steering-word-readouts";
    static final String CAUSES = "steering-causes";

    /** Names of the two output branches of the solver. */
    static final String VECTORS = "solved-vectors";

    static final String SCORED = "solved-scores";

    private SteeringTopology() {}

    public static Topology build(SteeringOptions options) {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.STITCH_MAP.globalTable(builder, STITCH_MAP);
        Topics.CONCEPTS.globalTable(builder, CONCEPTS);
        Topics.LANGUAGE_MODELS.globalTable(builder, MODELS);
        Topics.WORD_READOUTS.globalTable(builder, READ_OUTS);
        KStream<String, SpecificRecord> activations = Topics.ACTIVATIONS.stream(builder)
                .mapValues(value -> (SpecificRecord) value, Named.as("activations-for-sums"));
        KStream<String, SpecificRecord> assignments = Topics.ASSIGNMENTS.stream(builder)
                .mapValues(value -> (SpecificRecord) value, Named.as("assignments-for-sums"));
        KStream<String, SpecificRecord> solved = activations
                .merge(assignments, Named.as("activations-and-assignments"))
                .process(
                        StatefulProcessor.of(
                                BookSummer::new,
                                StatefulProcessor.store(ACTIVATIONS, AvroSerde.of(Activation.class)),
                                StatefulProcessor.store(ASSIGNMENTS, AvroSerde.of(Assignment.class)),
                                StatefulProcessor.store(CHANGED, Serdes.Long()),
                                StatefulProcessor.store(ARRIVED, Serdes.Long()),
                                StatefulProcessor.store(SUMMED, Serdes.Long())),
                        Named.as("sum-books"))
                .repartition(Repartitioned.with(Serdes.String(), AvroSerde.of(BookSum.class))
                        .withName("steering-sums")
                        .withNumberOfPartitions(1))
                .process(
                        StatefulProcessor.of(
                                () -> new VectorSolver(options),
                                StatefulProcessor.store(SUMS, AvroSerde.of(BookSum.class)),
                                StatefulProcessor.store(PUBLISHED, AvroSerde.of(SteeringVector.class)),
                                StatefulProcessor.store(SCORES, AvroSerde.of(RefinedScore.class)),
                                StatefulProcessor.store(CAUSES, Serdes.Long())),
                        Named.as("solve"));
        solved.mapValues(value -> (SteeringVector) value, Named.as(VECTORS))
                .to(Topics.STEERING_VECTORS.name(), Topics.STEERING_VECTORS.produced());
        solved.mapValues(value -> (RefinedScore) value, Named.as(SCORED))
                .to(Topics.REFINED_SCORES.name(), Topics.REFINED_SCORES.produced());
        return builder.build();
    }
}
