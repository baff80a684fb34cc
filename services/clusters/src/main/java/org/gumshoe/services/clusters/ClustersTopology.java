// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.clusters;

import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Named;
import org.gumshoe.lda.Bag;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.kit.AvroSerde;
import org.gumshoe.services.kit.Stateful;
import org.gumshoe.services.kit.Topics;
import org.gumshoe.text.Words;

/** Every passage is assigned when it comes, and again when the topic model reaches a milestone; the newest assignment wins. */
public final class ClustersTopology {
    static final String PASSAGES = "clusters-passages";
    static final String MODEL = "clusters-topic-model";
    static final String CONCEPTS = "clusters-concepts";

    private ClustersTopology() {}

    public static Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        Topics.TOPIC_MODEL.globalTable(builder, MODEL);
        Topics.CONCEPTS.globalTable(builder, CONCEPTS);
        builder.stream(Topics.PASSAGES.name(), Topics.PASSAGES.consumed())
                .filter((key, passage) -> passage == null || !passage.getOwn(), Named.as("written-by-people"))
                .mapValues(ClustersTopology::count, Named.as("count-words"))
                .process(
                        Stateful.of(Assigner::new, Stateful.store(PASSAGES, AvroSerde.of(PassageWords.class))),
                        Named.as("assign"))
                .to(Topics.ASSIGNMENTS.name(), Topics.ASSIGNMENTS.produced());
        return builder.build();
    }

    private static PassageWords count(Passage passage) {
        if (passage == null) {
            return null;
        }
        Bag bag = Bag.of(Words.tokens(passage.getText()));
        return PassageWords.newBuilder()
                .setBook(passage.getBook())
                .setIndex(passage.getIndex())
                .setWords(List.of(bag.words()))
                .setCounts(java.util.Arrays.stream(bag.counts()).boxed().toList())
                .setEvidence(List.of())
                .setCapitalised(List.of())
                .setSeen(List.of())
                .build();
    }
}
