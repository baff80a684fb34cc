// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.Journal;
import org.gumshoe.services.common.runtime.StatefulProcessor;
import org.gumshoe.text.Words;

/**
 * Words are counted in parallel, then one learner reads them in the order of a single repartition
 * log, so a model depends on that log alone. Concepts join the log: a guided one shapes the prior
 * of its topic from then on.
 */
public final class TopicsTopology {
    static final String PUBLISHED = "topics-published";
    static final String CONCEPTS = "topics-concepts";

    private TopicsTopology() {}

    /** @param threads of the learner; they change the pace, never the result */
    public static Topology build(LdaOptions options, int threads) {
        StreamsBuilder builder = new StreamsBuilder();
        Topics.TOPIC_MODEL.globalTable(builder, PUBLISHED);
        Serde<SpecificRecord> log = AvroSerde.of(PassageWords.class, Concept.class);
        KStream<String, SpecificRecord> words = builder.stream(Topics.PASSAGES.name(), Topics.PASSAGES.consumed())
                .filter((key, passage) -> passage != null && !passage.getOwn(), Named.as("written-by-people"))
                .mapValues(passage -> (SpecificRecord) count(passage), Named.as("count-words"));
        // a concept that is taken back comes as null
        KStream<String, SpecificRecord> concepts = builder.stream(Topics.CONCEPTS.name(), Topics.CONCEPTS.consumed())
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

    /** A passage as it lies in the log of words. */
    public static PassageWords count(Passage passage) {
        BagOfWords bag = BagOfWords.of(Words.tokens(passage.getText()));
        PassageWords words = PassageWords.newBuilder()
                .setBook(passage.getBook())
                .setIndex(passage.getIndex())
                .setWords(java.util.List.of(bag.words()))
                .setCounts(java.util.Arrays.stream(bag.counts()).boxed().toList())
                .setEvidence(new java.util.ArrayList<>())
                .setCapitalised(new java.util.ArrayList<>())
                .setSeen(new java.util.ArrayList<>())
                .build();
        Words.capitals(passage.getText()).forEach((word, counts) -> {
            words.getEvidence().add(word);
            words.getCapitalised().add(counts[0]);
            words.getSeen().add(counts[1]);
        });
        return words;
    }

    /** Lets a stream of topics take in a passage of the log. */
    public static void fold(PassageWords words, TopicStream stream) {
        BagOfWords bag = new BagOfWords(
                words.getWords().toArray(String[]::new),
                words.getCounts().stream().mapToInt(Integer::intValue).toArray());
        stream.add(words.getBook() + "#" + words.getIndex(), new Document(words.getBook(), bag, capitals(words)));
    }

    private static Map<String, int[]> capitals(PassageWords words) {
        Map<String, int[]> capitals = new HashMap<>();
        for (int i = 0; i < words.getEvidence().size(); i++) {
            capitals.put(
                    words.getEvidence().get(i),
                    new int[] {words.getCapitalised().get(i), words.getSeen().get(i)});
        }
        return capitals;
    }
}
