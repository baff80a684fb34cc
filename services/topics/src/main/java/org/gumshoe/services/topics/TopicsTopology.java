// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.Journal;
import org.gumshoe.services.common.topology.StatefulProcessor;

/**
 * The topology of the topics service. Words are counted in parallel and written, together with the
 * concepts, to a repartition topic of one partition. A single learner reads that topic, so a model
 * depends on its order only. A concept with a pseudo-count seeds a topic from its offset on.
 */
public final class TopicsTopology {
    static final String PUBLISHED = "topics-published";
    static final String CONCEPTS = "topics-concepts";

    private TopicsTopology() {}

    /**
     * Builds the topology.
     *
     * @param threads threads of the learner; they change the speed, never the result
     */
    public static Topology build(LdaOptions options, int threads) {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.TOPIC_MODEL.globalTable(builder, PUBLISHED);
        Serde<SpecificRecord> log = AvroSerde.of(PassageWords.class, Concept.class);
        KStream<String, SpecificRecord> words = Topics.PASSAGES.stream(builder)
                .filter((key, passage) -> passage != null && !passage.getOwn(), Named.as("written-by-people"))
                .mapValues(passage -> (SpecificRecord) PassageCounter.count(passage), Named.as("count-words"));
        // a deleted concept is a tombstone
        KStream<String, SpecificRecord> concepts = Topics.CONCEPTS.stream(builder)
                .mapValues(concept -> (SpecificRecord) concept, Named.as("concepts-for-log"));
        KStream<String, SpecificRecord> learned = words.merge(concepts, Named.as("words-and-concepts"))
                .repartition(Repartitioned.with(Serdes.String(), log)
                        .withName("topics-words")
                        .withNumberOfPartitions(1))
                .process(learner(options, threads, log), Named.as("learn"));
        learned.filterNot((key, value) -> value instanceof Concept, Named.as("model"))
                .to(Topics.TOPIC_MODEL.name(), Topics.TOPIC_MODEL.produced());
        learned.filter((key, value) -> value instanceof Concept, Named.as("moved-concepts"))
                .mapValues(Concept.class::cast, Named.as("concepts-to-announce"))
                .to(Topics.CONCEPTS.name(), Topics.CONCEPTS.produced());
        return builder.build();
    }

    private static ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> learner(
            LdaOptions options, int threads, Serde<SpecificRecord> log) {
        Set<StoreBuilder<?>> stores = new HashSet<>(Journal.stores(TopicLearner.JOURNAL, log));
        stores.add(StatefulProcessor.store(CONCEPTS, AvroSerde.of(Concept.class)));
        return new StatefulProcessor<>(() -> new TopicLearner(options, threads), stores);
    }
}
