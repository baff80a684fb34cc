// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.StatefulProcessor;
import org.gumshoe.text.words.Words;

/**
 * The topology of the assignments service. Each passage gets topic proportions and concept scores
 * when it arrives, and again when the topic model or the concepts change.
 */
public final class AssignmentsTopology {
    static final String PASSAGES = "assignments-passages";
    static final String MODEL = "assignments-topic-model";
    static final String CONCEPTS = "assignments-concepts";

    private AssignmentsTopology() {}

    public static Topology build() {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.TOPIC_MODEL.globalTable(builder, MODEL);
        Topics.CONCEPTS.globalTable(builder, CONCEPTS);
        Topics.PASSAGES.stream(builder)
                .filter((key, passage) -> passage == null || !passage.getOwn(), Named.as("written-by-people"))
                .mapValues(AssignmentsTopology::count, Named.as("count-words"))
                .process(
                        StatefulProcessor.of(
                                PassageAssigner::new,
                                Stores.timestampedKeyValueStoreBuilder(
                                        Stores.persistentTimestampedKeyValueStore(PASSAGES),
                                        Serdes.String(),
                                        AvroSerde.of(PassageWords.class))),
                        Named.as("assign"))
                .to(Topics.ASSIGNMENTS.name(), Topics.ASSIGNMENTS.produced());
        return builder.build();
    }

    private static PassageWords count(Passage passage) {
        if (passage == null) {
            return null;
        }
        BagOfWords bag = BagOfWords.of(Words.tokens(passage.getText()));
        return PassageWords.newBuilder()
                .setBook(passage.getBook())
                .setIndex(passage.getIndex())
                .setWords(List.of(bag.words()))
                .setCounts(Arrays.stream(bag.counts()).boxed().toList())
                .setEvidence(List.of())
                .setCapitalised(List.of())
                .setSeen(List.of())
                .build();
    }
}
