// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.traces.TestSpans;
import org.gumshoe.services.common.traces.TraceOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AssignmentsTopologyTest {
    private static final Concept CRIME = new Concept("crime", List.of("murder"), null, null, 0.0);
    private static final float[] ALPHA = {.1f, .1f};

    private final TestSpans spans = new TestSpans();
    private final TestTopology test = new TestTopology("assignments", AssignmentsTopology.build(), spans.traces());
    private final TestInputTopic<String, Passage> passages = test.in(Topics.PASSAGES);
    private final TestInputTopic<String, SpecificRecord> model = test.in(Topics.TOPIC_MODEL);
    private final TestInputTopic<String, Concept> concepts = test.in(Topics.CONCEPTS);
    private final TestOutputTopic<String, Assignment> assignments = test.out(Topics.ASSIGNMENTS);

    @AfterEach
    void close() {
        test.close();
        spans.close();
    }

    private void passage(String book, int index, String text) {
        passages.pipeInput(
                book + "#" + index, new Passage(book, index, 2, 0, text.length(), text, true, false, "", "", "", null));
    }

    private void row(long version, String word, float... lambda) {
        model.pipeInput(word, new TopicModelRow(version, FloatLists.list(lambda)));
    }

    private void manifest(long version, int words) {
        model.pipeInput(Topics.MANIFEST, MadeUpManifest.of(version, words, FloatLists.list(ALPHA)));
    }

    /** Publishes a model whose topic 0 is about murder and topic 1 about the sea. */
    private void publish(long version) {
        row(version, "murder", 90, 1);
        row(version, "ship", 1, 60);
        manifest(version, 2);
    }

    private Map<String, Assignment> assigned() {
        test.advance(Duration.ofSeconds(1));
        return assignments.readKeyValuesToMap();
    }

    @Test
    void assignsAPassageOnceTheModelIsComplete() {
        concepts.pipeInput("crime", CRIME);
        passage("study", 0, "Murder, murder on the ship.");
        row(3, "murder", 90, 1);
        manifest(3, 2);
        assertThat(assigned()).isEmpty();

        row(3, "ship", 1, 60);

        float[][] lambda = {{90, 1}, {1, 60}};
        float[] shares = new TopicModel(
                        3, 2, new String[] {"murder", "ship"}, lambda, ALPHA, .01f, 10, 2, -7, List.of())
                .proportions(new BagOfWords(new String[] {"murder", "ship"}, new int[] {2, 1}));
        assertThat(assigned().get("study#0")).satisfies(assignment -> {
            assertThat(FloatLists.array(assignment.getProportions())).containsExactly(shares);
            assertThat(assignment.getModelVersion()).isEqualTo(3);
            // murder is in topic 0 by 90 of 91, which holds 91 of 152 words, and in topic 1 by 1 of
            // 91
            double topicWeight = (1 / 91.0 / (61 / 152.0)) / (90 / 91.0 / (91 / 152.0));
            assertThat((double) assignment.getConcepts().get("crime"))
                    .isCloseTo(shares[0] + topicWeight * shares[1], within(1e-6));
            assertThat(assignment.getTopics()).isEqualTo(Map.of("crime", 0));
            assertThat(assignment.getSeeds()).isEqualTo(Map.of("crime", 2));
        });
        passage("study", 1, "A ship.");
        assertThat(assignments.readKeyValue().key).isEqualTo("study#1");
        assertThat(assigned()).as("nothing has changed").isEmpty();
    }

    @Test
    void newVersionReassignsAllPassages() {
        concepts.pipeInput("crime", CRIME);
        passage("study", 0, "Murder.");
        passage("voyage", 0, "Ship.");
        publish(3);
        assertThat(assigned()).hasSize(2);

        row(5, "murder", 2, 80);
        row(5, "harbour", 50, 1);
        assertThat(assigned()).as("the manifest is still that of version 3").isEmpty();
        row(5, "ship", 70, 1);
        manifest(5, 3);

        var again = assigned();
        assertThat(again).containsOnlyKeys("study#0", "voyage#0");
        assertThat(again.values()).allSatisfy(assignment -> {
            assertThat(assignment.getModelVersion()).isEqualTo(5);
            assertThat(assignment.getTopics()).isEqualTo(Map.of("crime", 1));
        });
        assertThat(again.get("study#0").getConcepts().get("crime"))
                .isGreaterThan(again.get("voyage#0").getConcepts().get("crime"));
    }

    @Test
    void anAssignmentHasTheTimeOfItsPassageWheneverItIsMade() {
        passage("study", 0, "Murder.");
        test.advance(Duration.ofHours(1));
        publish(3);
        test.advance(Duration.ofSeconds(1));
        publish(4);
        test.advance(Duration.ofSeconds(1));

        assertThat(assignments.readRecordsToList())
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.timestamp()).isEqualTo(TestTopology.START.toEpochMilli()));
    }

    /** Under each topic model all books are assigned again, which is no part of their way. */
    @Test
    void aBooksTraceHasOneStageOfAssignments() {
        passage("study", 0, "Murder.");
        passage("study", 1, "Ship.");
        assertThat(spans.ended()).as("there is no model yet").isEmpty();
        // with that, they are known no more, as after a restart
        passages.pipeInput("late#0", new Passage("late", 0, 1, 0, 4, "Ship", true, false, "", "", "", null), 1000);
        publish(3);
        test.advance(Duration.ofSeconds(1));
        passages.pipeInput("late#1", new Passage("late", 1, 1, 0, 4, "Ship", true, false, "", "", "", null), 1000);
        publish(4);
        test.advance(Duration.ofSeconds(1));

        assertThat(spans.ended("assign topics")).singleElement().satisfies(span -> {
            assertThat(span.getTraceId())
                    .isEqualTo(new TraceOrigin("late", 1000).context().getTraceId());
            assertThat(TestSpans.passages(span)).isEqualTo(2);
        });
    }

    @Test
    void addedOrRemovedConceptReassignsAllPassages() {
        passage("study", 0, "Murder.");
        publish(3);
        assertThat(assigned().get("study#0").getConcepts()).isEmpty();

        concepts.pipeInput("crime", CRIME);
        assertThat(assigned().get("study#0").getConcepts()).containsOnlyKeys("crime");

        concepts.pipeInput("crime", (Concept) null);
        assertThat(assigned().get("study#0").getConcepts()).isEmpty();
    }

    @Test
    void conceptThatIsNotFoundDoesNotAffectOthers() {
        concepts.pipeInput("beyond", new Concept("beyond", List.of("murder"), 17, null, 0.0));
        concepts.pipeInput("crime", CRIME);
        concepts.pipeInput("tea", new Concept("tea", List.of("kettle"), null, null, 0.0));
        passage("study", 0, "Murder.");
        publish(3);

        assertThat(assigned().get("study#0").getConcepts()).containsOnlyKeys("crime");
    }

    @Test
    void ignoresGeneratedPassages() {
        String text = "Murder on the ship.";
        for (String towards : List.of("", "crime")) {
            String own = "own~story" + towards;
            passages.pipeInput(
                    own + "#0", new Passage(own, 0, 1, 0, text.length(), text, false, true, "s", towards, "", null));
        }
        passage("study", 0, text);
        publish(3);

        assertThat(assigned()).containsOnlyKeys("study#0");
    }

    @Test
    void removedPassageRemovesItsAssignment() {
        passage("study", 0, "Murder.");
        publish(3);
        assigned();

        passages.pipeInput("study#0", (Passage) null);

        var removed = assignments.readKeyValue();
        assertThat(removed.key).isEqualTo("study#0");
        assertThat(removed.value).isNull();
        publish(4);
        assertThat(assigned()).isEmpty();
    }

    @Test
    void countsSeedWordsInAnyCase() {
        concepts.pipeInput("crime", new Concept("crime", List.of(" Murder ", "murder"), null, null, 0.0));
        publish(3);
        passage("study", 0, "Murder, murder on the ship.");

        assertThat(assigned().get("study#0").getSeeds()).isEqualTo(Map.of("crime", 2));
    }

    /** A forged row takes the place of a sound one, and only the next version is whole again. */
    @Test
    void aVersionThatDoesNotFitTogetherIsToldOnceItHasLasted() {
        publish(1);
        test.advance(Duration.ofSeconds(1));
        row(2, "murder", 90, 1);
        row(2, "ship", 1, 60, 7);
        manifest(2, 2);
        test.advance(Duration.ofSeconds(1));
        assertThat(test.trouble()).as("rows may still be coming").isEmpty();

        test.advance(Duration.ofSeconds(31));
        assertThat(test.trouble())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("version 2 of the topic model does not fit together", "rows that fit: 1"));
        passage("door", 0, "murder");
        assertThat(assigned().get("door#0").getModelVersion()).isEqualTo(1);

        publish(3);
        assertThat(assigned().get("door#0").getModelVersion()).isEqualTo(3);
        assertThat(test.trouble()).isEmpty();
    }
}
