// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.lda.Bag;
import org.gumshoe.lda.Guide;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.OnlineLda;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.kit.AvroSerde;
import org.gumshoe.services.kit.LambdaRows;
import org.gumshoe.services.kit.Restart;
import org.gumshoe.services.kit.TestTopology;
import org.gumshoe.services.kit.Topics;
import org.gumshoe.text.Words;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicsTopologyTest {
    private static final LdaOptions OPTIONS =
            LdaOptions.defaults().withTopics(3).withMinibatch(8).withMinBooks(1);
    private static final List<String> CRIME = List.of("murder", "detective", "clue", "alibi", "verdict");
    private static final List<String> SEA = List.of("sail", "anchor", "harbour", "tide", "wreck");
    private static final Concept GUIDED = new Concept("crime", List.of("murder", "clue"), null, null, 40.0);

    private final TestTopology test = new TestTopology(TopicsTopology.build(OPTIONS));
    private final TestInputTopic<String, Passage> passages = test.in(Topics.PASSAGES);
    private final TestInputTopic<String, Concept> concepts = test.in(Topics.CONCEPTS);
    private final TestOutputTopic<String, SpecificRecord> model = test.out(Topics.TOPIC_MODEL);
    private final TestOutputTopic<String, byte[]> deadLetters = test.out(Topics.DEAD_LETTERS);

    @AfterEach
    void close() {
        test.close();
    }

    private static Passage passage(int book, int index, String text) {
        return new Passage("book" + book, index, 4, 0, text.length(), text, true, false, "");
    }

    /** Four passages a book; the even books are of crime, the odd ones of the sea. */
    private static List<Passage> shelf(int books) {
        Random random = new Random(5);
        List<Passage> shelf = new ArrayList<>();
        for (int book = 0; book < books; book++) {
            List<String> words = book % 2 == 0 ? CRIME : SEA;
            for (int i = 0; i < 4; i++) {
                StringBuilder text = new StringBuilder("They spoke of");
                for (int w = 0; w < 20; w++) {
                    text.append(' ').append(words.get(random.nextInt(words.size())));
                }
                shelf.add(passage(book, i, text.append('.').toString()));
            }
        }
        return shelf;
    }

    private void send(List<Passage> shelf) {
        shelf.forEach(p -> passages.pipeInput(p.getBook() + "#" + p.getIndex(), p));
    }

    private List<KeyValue<String, SpecificRecord>> published() {
        test.advance(Duration.ofSeconds(3));
        return model.readKeyValuesToList();
    }

    private static TopicModel direct(List<Passage> shelf) {
        var lda = new OnlineLda(OPTIONS, List.of(new Guide("crime", GUIDED.getSeeds(), GUIDED.getPseudoCount())));
        shelf.forEach(p -> lda.add(p.getBook(), Bag.of(Words.tokens(p.getText())), Words.capitals(p.getText())));
        lda.flush();
        return lda.snapshot();
    }

    @Test
    void rowsComeFirstTheManifestLastAndTheyAreTheLearnersLambda() {
        concepts.pipeInput("crime", GUIDED);
        send(shelf(6));

        var records = published();

        assertThat(records.getLast().key).isEqualTo(Topics.MANIFEST);
        var manifest = (TopicModelManifest) records.getLast().value;
        var rows = records.subList(0, records.size() - 1);
        TopicModel expected = direct(shelf(6));
        assertThat(rows)
                .hasSize(manifest.getWords())
                .allSatisfy(row ->
                        assertThat(((TopicModelRow) row.value).getVersion()).isEqualTo(manifest.getVersion()));
        assertThat(manifest.getVersion()).isEqualTo(expected.version());
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
    void withoutNewPassagesNothingIsPublishedAndWithThemThereIsALaterVersion() {
        send(shelf(4));
        var first = (TopicModelManifest) published().getLast().value;

        assertThat(published()).isEmpty();
        concepts.pipeInput("crime", GUIDED);
        assertThat(published()).isEmpty();

        send(List.of(passage(9, 0, "They spoke of sail and tide and wreck.")));
        var second = (TopicModelManifest) published().getLast().value;
        assertThat(second.getVersion()).isGreaterThan(first.getVersion());
        assertThat(second.getPassages()).isEqualTo(first.getPassages() + 1);
        // the prior of a model that has begun stays what it is
        assertThat(second.getGuided()).isEmpty();
    }

    @Test
    void aWordThatTurnsOutToBeANameIsTakenOut() {
        send(shelf(4));
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
    void whatTheModelWroteItselfAndRemovedPassagesAreNotLearned() {
        send(shelf(4));
        Passage own = passage(7, 0, "They spoke of murder.");
        own.setOwn(true);
        send(List.of(own));
        passages.pipeInput("book7#1", (Passage) null);

        assertThat(((TopicModelManifest) published().getLast().value).getPassages())
                .isEqualTo(16);
    }

    @Test
    void aConceptThatCannotGuideIsADeadLetterAndTheRestGoesOn() {
        concepts.pipeInput("empty", new Concept("empty", List.of(), null, null, 10.0));
        concepts.pipeInput("crime", GUIDED);
        send(shelf(4));

        var manifest = (TopicModelManifest) published().getLast().value;

        assertThat(manifest.getGuided()).containsExactly("crime");
        assertThat(deadLetters.readValuesToList()).hasSize(1);
    }

    @Test
    void aRestartPublishesNothingAgainAndGoesOnAsIfItHadNotBeen() {
        Serde<SpecificRecord> log = AvroSerde.of(PassageWords.class, Concept.class);
        var steady = new Restart<SpecificRecord, SpecificRecord>(Learner.JOURNAL, log, () -> new Learner(OPTIONS));
        var stopped = new Restart<SpecificRecord, SpecificRecord>(Learner.JOURNAL, log, () -> new Learner(OPTIONS));
        List<Passage> shelf = shelf(12);
        for (var learner : List.of(steady, stopped)) {
            learner.process("crime", GUIDED);
            learner.process("empty", new Concept("unguided", List.of("sea"), null, null, 0.0));
            shelf.subList(0, 20).forEach(p -> learner.process(p.getBook(), TopicsTopology.count(p)));
            assertThat(learner.after(3000)).isNotEmpty();
            shelf.subList(20, 30).forEach(p -> learner.process(p.getBook(), TopicsTopology.count(p)));
        }

        stopped.restart();
        for (var learner : List.of(steady, stopped)) {
            shelf.subList(30, 40).forEach(p -> learner.process(p.getBook(), TopicsTopology.count(p)));
        }

        var after = stopped.after(3000);
        assertThat(after).isNotEmpty().isEqualTo(steady.after(3000));
        stopped.restart();
        assertThat(stopped.after(3000)).isEmpty();
    }
}
