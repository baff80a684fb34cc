// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.kit.AvroSerde;
import org.gumshoe.services.kit.Journal;
import org.gumshoe.services.kit.Topics;

/** Activations of one passage meet where the passage lives; their pairs go to one solver in a single log. */
public final class StitchTopology {
    static final String ACTIVATIONS = "stitch-activations";
    static final String SENT = "stitch-sent-pairs";
    static final String ADOPTED = "stitch-adopted-models";
    static final String MODELS = "stitch-language-models";
    static final String WEAK = "weak";
    static final String STRONG = "strong";

    private StitchTopology() {}

    /** @param ridge share of the mean variance of the weak model's dimensions; null: chosen by the number of pairs */
    public static Topology build(Double ridge) {
        StreamsBuilder builder = new StreamsBuilder();
        Topics.LANGUAGE_MODELS.globalTable(builder, MODELS);
        builder.stream(Topics.ACTIVATIONS.name(), Topics.ACTIVATIONS.consumed())
                .filter((key, activation) -> activation == null || !activation.getOwn(), Named.as("written-by-people"))
                .process(new Pairs(), Named.as("pair"))
                .repartition(Repartitioned.with(Serdes.String(), AvroSerde.of(StitchPair.class))
                        .withName("stitch-pairs")
                        .withNumberOfPartitions(1))
                .process(new Solving(ridge), Named.as("solve"))
                .to(Topics.STITCH_MAP.name(), Topics.STITCH_MAP.produced());
        return builder.build();
    }

    private static final class Pairs implements ProcessorSupplier<String, Activation, String, StitchPair> {
        @Override
        public Processor<String, Activation, String, StitchPair> get() {
            return new Pairer();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(
                    store(ACTIVATIONS, AvroSerde.of(Activation.class)),
                    store(SENT, AvroSerde.of(StitchPair.class)),
                    store(ADOPTED, Serdes.Long()));
        }
    }

    private record Solving(Double ridge)
            implements ProcessorSupplier<String, StitchPair, String, org.apache.avro.specific.SpecificRecord> {
        @Override
        public Processor<String, StitchPair, String, org.apache.avro.specific.SpecificRecord> get() {
            return new Solver(ridge);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return new HashSet<>(Journal.stores(Solver.JOURNAL, AvroSerde.of(StitchPair.class)));
        }
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values);
    }
}
