// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.kit.AvroSerde;
import org.gumshoe.services.kit.Topics;

/** What can be known without labels, as it changes. */
public final class EvaluationTopology {
    static final String STORIES = "evaluation-stories";

    private EvaluationTopology() {}

    public static Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, RefinementMetric> ofVectors = builder.stream(
                        Topics.STEERING_VECTORS.name(), Topics.STEERING_VECTORS.consumed())
                .filter((key, vector) -> vector != null, Named.as("present-vectors"))
                .flatMapValues(Measures::of, Named.as("measure-vectors"));
        KStream<String, RefinementMetric> ofMaps = builder.stream(
                        Topics.STITCH_MAP.name(), Topics.STITCH_MAP.consumed())
                .filter((key, value) -> value instanceof StitchManifest, Named.as("manifests"))
                .flatMapValues(value -> Measures.of((StitchManifest) value), Named.as("measure-maps"));
        KStream<String, RefinementMetric> ofStories = builder.stream(Topics.STORIES.name(), Topics.STORIES.consumed())
                .process(new Collecting(), Named.as("collect-stories"))
                .flatMapValues(Measures::of, Named.as("measure-stories"));
        ofVectors
                .merge(ofMaps, Named.as("with-maps"))
                .merge(ofStories, Named.as("with-stories"))
                .filter((key, metric) -> Double.isFinite(metric.getValue()), Named.as("numbers"))
                .selectKey((key, metric) -> metric.getConcept() + "|" + metric.getMetric(), Named.as("by-metric"))
                .to(Topics.REFINEMENT_METRICS.name(), Topics.REFINEMENT_METRICS.produced());
        return builder.build();
    }

    private static final class Collecting implements ProcessorSupplier<String, StoryToken, String, StoryToken> {
        @Override
        public Processor<String, StoryToken, String, StoryToken> get() {
            return new StoryCollector();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(STORIES), Serdes.String(), AvroSerde.of(StoryToken.class)));
        }
    }
}
