// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.LambdaRows;
import org.gumshoe.services.common.runtime.RestartableProcessor;
import org.gumshoe.services.common.traces.TestSpans;
import org.gumshoe.services.common.traces.TraceOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicsTopologyTest {
    private static final LdaOptions OPTIONS =
            LdaOptions.defaults().withTopics(3).withMinibatch(8).withMinBooks(1);
    private static final List<String> CRIME = List.of("murder", "detective", "clue", "alibi", "verdict");
    private static final List<String> SEA = List.of("sail", "anchor", "harbour", "tide", "wreck");
    private static final Concept GUIDED = new Concept("crime", List.of("murder", "clue"), null, null, 40.0);

    private final TestSpans spans = new TestSpans();
    private final TestTopology test = new TestTopology("topics", TopicsTopology.build(OPTIONS, 1), spans.traces());
    private final TestInputTopic<String, Passage> passages = test.in(Topics.PASSAGES);
    private final TestInputTopic<String, Concept> concepts = test.in(Topics.CONCEPTS);
    private final TestOutputTopic<String, SpecificRecord> model = test.out(Topics.TOPIC_MODEL);
    private final TestOutputTopic<String, byte[]> deadLetters = test.out(Topics.DEAD_LETTERS);

    @AfterEach
    void close() {
        test.close();
        spans.close();
    }

    private static Passage passage(int book, int index, String text) {
        return new Passage("book" + book, index, 4, 0, text.length(), text, true, false, "", "", "", null);
    }

    /** Returns four passages per book; even books are about crime, odd ones about the sea. */
    private static List<Passage> library(int books) {
        Random random = new Random(5);
        List<Passage> library = new ArrayList<>();
        for (int book = 0; book < books; book++) {
            List<String> words = book % 2 == 0 ? CRIME : SEA;
            for (int i = 0; i < 4; i++) {
                StringBuilder text = new StringBuilder("They spoke of");
                for (int w = 0; w < 20; w++) {
                    text.append(' ').append(words.get(random.nextInt(words.size())));
                }
                library.add(passage(book, i, text.append('.').toString()));
            }
        }
        return library;
    }

    private void send(List<Passage> library) {
        library.forEach(p -> passages.pipeInput(p.getBook() + "#" + p.getIndex(), p));
    }

    private List<KeyValue<String, SpecificRecord>> published() {
        test.advance(Duration.ofSeconds(3));
        return model.readKeyValuesToList();
    }

    @Test
    void theLearnerEndsAStageOfEachBooksTrace() {
        concepts.pipeInput("crime", GUIDED);
        library(2).forEach(p -> passages.pipeInput(p.getBook() + "#" + p.getIndex(), p, 1000));

        assertThat(spans.ended("learn words"))
                .hasSize(2)
                .allSatisfy(span -> assertThat(TestSpans.passages(span)).isEqualTo(4))
                .extracting(span -> span.getTraceId())
                .containsExactlyInAnyOrder(
                        new TraceOrigin("book0", 1000).context().getTraceId(),
                        new TraceOrigin("book1", 1000).context().getTraceId());
    }

    private static TopicStream direct(List<Passage> library) {
        var stream = new TopicStream(OPTIONS, 1);
        stream.addSeededTopic(new SeededTopic("crime", GUIDED.getSeeds(), GUIDED.getPseudoCount()));
        library.forEach(p -> PassageCounter.addTo(stream, PassageCounter.count(p)));
        return stream;
    }

    private static TopicModelManifest manifest(List<KeyValue<String, SpecificRecord>> records) {
        return (TopicModelManifest) records.getLast().value;
    }

    @Test
    void publishesTheLearnersLambdaAsRowsAndThenTheManifest() {
        concepts.pipeInput("crime", GUIDED);
        send(library(6));

        var records = published();

        assertThat(records.getLast().key).isEqualTo(Topics.MANIFEST);
        var manifest = (TopicModelManifest) records.getLast().value;
        var rows = records.subList(0, records.size() - 1);
        TopicModel expected = direct(library(6)).latest();
        assertThat(rows)
                .hasSize(manifest.getWords())
                .allSatisfy(row ->
                        assertThat(((TopicModelRow) row.value).getVersion()).isEqualTo(manifest.getVersion()));
        assertThat(manifest.getVersion()).isEqualTo(1);
        assertThat(manifest.getDigest()).isEqualTo(expected.digest());
        assertThat(manifest.getReason()).isEqualTo("the first version");
        assertThat(manifest.getLabels()).hasSize(3);
        assertThat(manifest.getPassages()).isEqualTo(24);
        assertThat(manifest.getBooks()).isEqualTo(6);
        assertThat(manifest.getGuided()).containsExactly("crime");
        Optional<LambdaRows> read = LambdaRows.of(
                manifest,
                rows.stream().map(row -> Map.entry(row.key, row.value)).iterator());
        assertThat(read).hasValueSatisfying(lambda -> {
            assertThat(lambda.words()).isEqualTo(expected.words());
            assertThat(lambda.lambda()).isDeepEqualTo(expected.lambda());
        });
        int murder = expected.indexOf("murder");
        assertThat(expected.lambda()[murder][0]).isGreaterThan(40f);
    }

    @Test
    void publishesALaterVersionOnlyForNewPassages() {
        send(library(4));
        var first = manifest(published());

        assertThat(published()).isEmpty();
        concepts.pipeInput("crime", new Concept("crime", GUIDED.getSeeds(), null, null, 0.0));
        assertThat(published()).isEmpty();

        send(List.of(passage(9, 0, "They spoke of sail and tide and wreck.")));
        var second = manifest(published());
        assertThat(second.getVersion()).isEqualTo(first.getVersion() + 1);
        assertThat(second.getPassages()).isEqualTo(first.getPassages() + 1);
        assertThat(second.getGuided()).isEmpty();
        assertThat(second.getReason()).endsWith("against version 1");
        assertThat(second.getWordDrift()).hasSize(3).allMatch(drift -> drift >= 0 && drift < .5);
        assertThat(second.getLabels()).isEqualTo(first.getLabels());
    }

    @Test
    void lateConceptSeedsATopicFromThenOn() {
        send(library(6));
        assertThat(manifest(published()).getGuided()).isEmpty();

        concepts.pipeInput("crime", GUIDED);

        var second = manifest(published());
        assertThat(second.getGuided()).containsExactly("crime");
        assertThat(second.getPassages()).isEqualTo(24);
    }

    @Test
    void refusesACandidateWithLowerHeldOutLikelihood() {
        List<Passage> library = library(200);
        send(library);
        var first = manifest(published());
        assertThat(first.getHeldOutPassages()).isGreaterThan(10);
        assertThat(first.getHeldOutPerWord()).isBetween(-4.0, -1.0);

        // many repetitive passages displace the topics of the held-out passages; none of them may
        // be held out itself
        String flood = "They spoke of " + "sail murder ".repeat(2000);
        for (int i = 0; i < 60; i++) {
            if (!heldOut("flood" + i + "#0")) {
                send(List.of(new Passage("flood" + i, 0, 1, 0, flood.length(), flood, true, false, "", "", "", null)));
            }
        }
        var after = published();

        assertThat(after).as("only the manifest is written").hasSize(1);
        assertThat(manifest(after).getVersion()).isEqualTo(first.getVersion());
        assertThat(manifest(after).getRefused()).endsWith("worse beyond noise");
        assertThat(manifest(after).getPassages()).isGreaterThan(first.getPassages());
        assertThat(manifest(after).getDigest()).isEqualTo(first.getDigest());
        assertThat(published()).isEmpty();
    }

    private static boolean heldOut(String key) {
        var stream = new TopicStream(OPTIONS, 1);
        stream.add(key, new Document("b", BagOfWords.of(List.of("word")), Map.of()));
        return !stream.heldOut().isEmpty();
    }

    @Test
    void modelWithAnotherNumberOfTopicsIsPromotedAndPinnedConceptsMove() {
        send(library(120));
        List<KeyValue<String, SpecificRecord>> three = published();
        int sea = mostOf("sail", three);
        try (var other = new TestTopology("topics", TopicsTopology.build(OPTIONS.withTopics(6), 1))) {
            var publishedThere = other.in(Topics.TOPIC_MODEL);
            three.forEach(row -> publishedThere.pipeInput(row.key, row.value));
            other.in(Topics.CONCEPTS).pipeInput("sea", new Concept("sea", List.of(), sea, null, 0.0));
            var passagesThere = other.in(Topics.PASSAGES);
            List<Passage> library = library(120);
            library.subList(0, 100).forEach(p -> passagesThere.pipeInput(p.getBook() + "#" + p.getIndex(), p));
            other.advance(Duration.ofSeconds(3));

            var modelThere = other.out(Topics.TOPIC_MODEL);
            var early = manifest(modelThere.readKeyValuesToList());
            assertThat(early.getTopics()).isEqualTo(3);
            assertThat(early.getRefused()).contains("6 topics instead of 3 take over when they have seen 480 passages");

            library.subList(100, 480).forEach(p -> passagesThere.pipeInput(p.getBook() + "#" + p.getIndex(), p));
            other.advance(Duration.ofSeconds(3));

            List<KeyValue<String, SpecificRecord>> six = modelThere.readKeyValuesToList();
            assertThat(manifest(six).getTopics()).isEqualTo(6);
            assertThat(manifest(six).getVersion()).isEqualTo(2);
            int now = manifest(six).getSuccessors().get(sea);
            var moved = other.out(Topics.CONCEPTS).readKeyValuesToList();
            if (now == sea) {
                assertThat(moved).isEmpty();
            } else {
                assertThat(moved)
                        .singleElement()
                        .satisfies(record -> assertThat(record.value.getTopic()).isEqualTo(now));
            }
            assertThat(FloatLists.array(row("sail", six).getLambda())[now])
                    .isGreaterThan(10 * FloatLists.array(row("murder", six).getLambda())[now]);
        }
    }

    private static TopicModelRow row(String word, List<KeyValue<String, SpecificRecord>> records) {
        return (TopicModelRow) records.stream()
                .filter(record -> record.key.equals(word))
                .findFirst()
                .orElseThrow()
                .value;
    }

    private static int mostOf(String word, List<KeyValue<String, SpecificRecord>> records) {
        float[] lambda = FloatLists.array(row(word, records).getLambda());
        return IntStream.range(0, lambda.length)
                .boxed()
                .max(Comparator.comparing(k -> lambda[k]))
                .orElseThrow();
    }

    @Test
    void wordThatTurnsOutToBeANameBecomesATombstone() {
        send(library(4));
        send(List.of(passage(4, 0, "They spoke of mallory and of the tide.")));
        Map<String, SpecificRecord> first = new TreeMap<>();
        published().forEach(row -> first.put(row.key, row.value));
        assertThat(first).containsKey("mallory");

        String name = "They spoke of Mallory, and then to Mallory they gave the anchor that Mallory lost. ";
        for (int book = 5; book < 14; book++) {
            send(List.of(passage(book, 0, name.repeat(3))));
        }

        var second = published();
        assertThat(second).anySatisfy(row -> {
            assertThat(row.key).isEqualTo("mallory");
            assertThat(row.value).isNull();
        });
        assertThat(second.getLast().key).isEqualTo(Topics.MANIFEST);
    }

    @Test
    void ignoresGeneratedAndRemovedPassages() {
        send(library(4));
        Passage own = passage(7, 0, "They spoke of murder.");
        own.setOwn(true);
        send(List.of(own));
        passages.pipeInput("book7#1", (Passage) null);

        assertThat(((TopicModelManifest) published().getLast().value).getPassages())
                .isEqualTo(16);
    }

    @Test
    void conceptWithoutSeedWordsIsADeadLetter() {
        concepts.pipeInput("empty", new Concept("empty", List.of(), null, null, 10.0));
        concepts.pipeInput("crime", GUIDED);
        send(library(4));

        var manifest = (TopicModelManifest) published().getLast().value;

        assertThat(manifest.getGuided()).containsExactly("crime");
        assertThat(deadLetters.readValuesToList()).hasSize(1);
    }

    @Test
    void restartRepublishesNothingAndChangesNoResult() {
        List<Passage> library = library(12);
        Learning steady = new Learning();
        Learning stopped = new Learning();
        for (var learner : List.of(steady, stopped)) {
            learner.restart.process("crime", GUIDED);
            learner.restart.process("empty", new Concept("unguided", List.of("sea"), null, null, 0.0));
            learner.count(library.subList(0, 20));
            assertThat(learner.published()).isNotEmpty();
            learner.count(library.subList(20, 30));
        }

        stopped.restart.restart();
        for (var learner : List.of(steady, stopped)) {
            learner.count(library.subList(30, 40));
        }

        var after = stopped.published();
        assertThat(after).isNotEmpty().isEqualTo(steady.published());
        stopped.restart.restart();
        assertThat(stopped.published()).isEmpty();
    }

    @Test
    void modelDoesNotDependOnWhenVersionsArePublished() {
        List<Passage> library = library(12);
        Learning often = new Learning();
        Learning once = new Learning();
        for (int from = 0; from < 48; from += 8) {
            often.count(library.subList(from, from + 8));
            often.published();
        }
        once.count(library);

        var last = (TopicModelManifest) once.published().getLast().value();

        assertThat(((TopicModelManifest) often.table.get(Topics.MANIFEST).value()).getDigest())
                .isEqualTo(last.getDigest());
    }

    /** A learner whose stores survive its restart; its output is fed back into its table. */
    private static final class Learning {
        final KeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table =
                RestartableProcessor.table(TopicsTopology.PUBLISHED, Topics.TOPIC_MODEL.values());
        final RestartableProcessor<SpecificRecord, SpecificRecord> restart = new RestartableProcessor<>(
                TopicLearner.JOURNAL,
                AvroSerde.of(PassageWords.class, Concept.class),
                () -> new TopicLearner(OPTIONS, 1),
                table,
                RestartableProcessor.store(TopicsTopology.CONCEPTS, AvroSerde.of(Concept.class)));

        void count(List<Passage> passages) {
            passages.forEach(p -> restart.process(p.getBook(), PassageCounter.count(p)));
        }

        List<Record<? extends String, ? extends SpecificRecord>> published() {
            var records = restart.after(3000);
            records.forEach(row -> table.put(row.key(), ValueAndTimestamp.make(row.value(), row.timestamp())));
            return records;
        }
    }
}
