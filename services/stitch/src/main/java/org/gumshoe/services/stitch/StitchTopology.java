// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.schemas.StitchSums;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.Journal;
import org.gumshoe.services.common.topology.StatefulProcessor;

/**
 * Kafka Streams topology of the stitch service. Activations of one passage are joined and summed in
 * its partition; a single log takes the sums to one solver.
 */
public final class StitchTopology {
    static final String ACTIVATIONS = "stitch-activations";
    static final String SENT = "stitch-sent-pairs";
    static final String WAITING = "stitch-waiting-pairs";
    static final String ADOPTED = "stitch-adopted-models";
    static final String MODELS = "stitch-language-models";

    private StitchTopology() {}

    /**
     * Builds the topology.
     *
     * @param ridge share of the mean variance of the weak model's dimensions; null: by the number
     *     of pairs
     * @param sumFrom number of waiting pairs from which a partition sums them; null: as many as
     *     take more bytes than their sums
     */
    public static Topology build(Double ridge, Integer sumFrom) {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.LANGUAGE_MODELS.globalTable(builder, MODELS);
        Topics.ACTIVATIONS.stream(builder)
                .filter((key, activation) -> activation == null || !activation.getOwn(), Named.as("written-by-people"))
                .process(
                        StatefulProcessor.of(
                                ActivationJoin::new,
                                StatefulProcessor.store(ACTIVATIONS, AvroSerde.of(Activation.class)),
                                StatefulProcessor.store(SENT, AvroSerde.of(StitchPair.class)),
                                StatefulProcessor.store(ADOPTED, Serdes.Long())),
                        Named.as("pair"))
                .process(
                        StatefulProcessor.of(
                                () -> new PairPreAggregator(sumFrom),
                                StatefulProcessor.store(WAITING, Serdes.Long(), AvroSerde.of(StitchPair.class))),
                        Named.as("sum-up"))
                .repartition(Repartitioned.with(Serdes.String(), pairs())
                        .withName("stitch-pairs")
                        .withNumberOfPartitions(1))
                .process(
                        new StatefulProcessor<>(
                                () -> new StitchSolver(ridge), Journal.stores(StitchSolver.JOURNAL, pairs())),
                        Named.as("solve"))
                .to(Topics.STITCH_MAP.name(), Topics.STITCH_MAP.produced());
        return builder.build();
    }

    /** Returns the serde between pairing and solving: single pairs and summed ones. */
    static Serde<SpecificRecord> pairs() {
        return AvroSerde.of(StitchPair.class, StitchSums.class);
    }
}
