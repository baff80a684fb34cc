// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvaluationTopologyTest {
    private final TestTopology test = new TestTopology("evaluation", EvaluationTopology.build(null));
    private final TestInputTopic<String, SteeringVector> vectors = test.in(Topics.STEERING_VECTORS);
    private final TestInputTopic<String, SpecificRecord> maps = test.in(Topics.STITCH_MAP);
    private final TestInputTopic<String, StoryToken> stories = test.in(Topics.STORIES);
    private final TestOutputTopic<String, RefinementMetric> metrics = test.out(Topics.REFINEMENT_METRICS);

    @BeforeEach
    void announce() {
        test.in(Topics.CONCEPTS).pipeInput("crime", new Concept("crime", List.of("murder"), null, null, 0.0));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Map<String, Double> read() {
        Map<String, Double> values = new TreeMap<>();
        metrics.readKeyValuesToList().forEach(row -> {
            assertThat(row.key).isEqualTo(row.value.getConcept() + "|" + row.value.getMetric());
            values.put(row.key, row.value.getValue());
        });
        return values;
    }

    private static LayerDirection layer(int layer, double norm, Double cosine) {
        return new LayerDirection(layer, List.of(1f, 0f), .2, 4.0, norm, cosine);
    }

    @Test
    void measuresNormAndCosinesOfAVector() {
        vectors.pipeInput(
                "crime|strong|translated",
                SteeringVector.newBuilder()
                        .setConcept("crime")
                        .setRole("strong")
                        .setModel("s")
                        .setKind("translated")
                        .setVersion(2)
                        .setLayers(List.of(layer(4, 1, .9), layer(5, 3, .8)))
                        .setModelVersion(1)
                        .setPassages(30)
                        .setBooks(5)
                        .setCosineToPrevious(.7)
                        .setDiagnosis(Map.of("booksInCluster", 1.5))
                        .setPublishedAt(9_000)
                        .setCauses(List.of(
                                new Cause("book", "read", 4_000L, "strong"),
                                new Cause("book", "half read", 1_000L, "weak")))
                        .build());
        vectors.pipeInput("crime|strong|native", (SteeringVector) null);

        var values = read();
        assertThat(values)
                .containsOnlyKeys(
                        "crime|passages|strong|translated",
                        "crime|norm|strong|translated",
                        "crime|cosine-to-previous|strong|translated",
                        "crime|cosine-to-native|strong|translated",
                        "crime|freshness|strong|translated",
                        "crime|booksInCluster|strong|translated")
                .containsEntry("crime|freshness|strong|translated", 5.)
                .containsEntry("crime|passages|strong|translated", 30.)
                .containsEntry("crime|norm|strong|translated", .5)
                .containsEntry("crime|cosine-to-previous|strong|translated", .7)
                .containsEntry("crime|booksInCluster|strong|translated", 1.5);
        assertThat(values.get("crime|cosine-to-native|strong|translated")).isCloseTo(.85, within(1e-12));
    }

    private static SteeringVector refined(String kind, long version, Map<String, Double> diagnosis) {
        return SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole("weak")
                .setModel("w")
                .setKind(kind)
                .setVersion(version)
                .setLayers(List.of(layer(4, 1, null)))
                .setModelVersion(1)
                .setPassages(30)
                .setBooks(5)
                .setDiagnosis(diagnosis)
                .setDiverged(kind.equals("refined-diverged"))
                .build();
    }

    @Test
    void publishesTheDiagnosisOfTheNewestRefinement() {
        vectors.pipeInput(
                "crime|weak|refined",
                refined(
                        "refined",
                        1,
                        Map.of("reliability", .9, "stability", .8, "localRadius", .75, "restartsHome", 32767.)));
        assertThat(read())
                .containsEntry("crime|localRadius|weak|refined", .75)
                .doesNotContainKey("crime|restartsHome|weak|refined")
                .containsEntry("crime|reliability|weak|refined", .9)
                .containsEntry("crime|stability|weak|refined", .8)
                .containsEntry("crime|diverged|weak|refined", 0.);

        vectors.pipeInput(
                "crime|weak|refined-diverged",
                refined("refined-diverged", 2, Map.of("reliability", .3, "keptVersion", 1.)));
        assertThat(read())
                .containsEntry("crime|reliability|weak|refined", .3)
                .containsEntry("crime|keptVersion|weak|refined", 1.)
                .containsEntry("crime|diverged|weak|refined", 1.);
    }

    @Test
    void measuresR2OfAStitchMapAndOfItsNull() {
        maps.pipeInput("2|4|0", new StitchRow(9L, List.of(1f)));
        maps.pipeInput(
                Topics.MANIFEST,
                new StitchManifest(
                        9L, "w", "s", 2, List.of(4, 5), 1, 1, 40L, 10L, .3, List.of(.6, .5), List.of(-.1, Double.NaN)));

        assertThat(read()).isEqualTo(Map.of("*|stitch-r2", .55));
    }

    @Test
    void measuresACompleteStoryCountingEachTokenOnce() {
        token("native", 0, "the cat", false, null);
        token("native", 1, " the", false, null);
        // the generator was stopped and starts again
        token("native", 0, "the cat", false, null);
        token("native", 0, "the cat", false, null);
        token("native", 1, " the", false, null);
        token("native", 1, " the", false, null);
        assertThat(metrics.isEmpty()).isTrue();
        token("native", 2, " cat", true, 3 * Math.log(.25));

        var values = read();
        assertThat(values.get("crime|perplexity|native")).isCloseTo(4, within(1e-9));
        // "the cat the cat" has two distinct bigrams of three
        assertThat(values.get("crime|distinct-2|native")).isCloseTo(2. / 3, within(1e-12));
    }

    @Test
    void ignoresARejectedStoryAndOneOfASingleWord() {
        stories.pipeInput(
                "story",
                story("story", "native", 0, "", true, null)
                        .setError("There is no vector.")
                        .build());
        assertThat(read()).isEmpty();

        token("unsteered", 0, "cat", true, Math.log(.5));
        assertThat(read()).isEqualTo(Map.of("crime|perplexity|unsteered", 2.));
    }

    private static StoryToken.Builder story(
            String name, String arm, int index, String text, boolean last, Double logProbUnsteered) {
        return StoryToken.newBuilder()
                .setStory(name)
                .setConcept("crime")
                .setArm(arm)
                .setIndex(index)
                .setText(text)
                .setLogProb(-1)
                .setLogProbUnsteered(logProbUnsteered)
                .setLast(last)
                .setVectorVersion(3)
                .setSeed(1);
    }

    private void token(String arm, int index, String text, boolean last, Double logProbUnsteered) {
        stories.pipeInput(
                "story",
                story("story", arm, index, text, last, logProbUnsteered).build());
    }

    private void whole(String name, String arm, String text) {
        stories.pipeInput(name, story(name, arm, 0, text, true, Math.log(.5)).build());
    }

    /** Publishes a model of two topics, crime and gardens. */
    private void topicModel() {
        TestInputTopic<String, SpecificRecord> model = test.in(Topics.TOPIC_MODEL);
        Map<String, List<Float>> rows = Map.of(
                "murder",
                List.of(60f, 1f),
                "inspector",
                List.of(40f, 1f),
                "garden",
                List.of(1f, 60f),
                "rose",
                List.of(1f, 40f));
        rows.forEach((word, row) -> model.pipeInput(word, new TopicModelRow(1L, row)));
        model.pipeInput(
                Topics.MANIFEST,
                TopicModelManifest.newBuilder()
                        .setVersion(1)
                        .setTopics(2)
                        .setWords(4)
                        .setAlpha(List.of(.1f, .1f))
                        .setEta(.01f)
                        .setPassages(100)
                        .setBooks(10)
                        .setPerWordBound(-3)
                        .setGuided(List.of())
                        .setMilestone(true)
                        .build());
    }

    private void score(String book, double responsibility, List<Float> passagesLda, boolean diverged) {
        test.in(Topics.REFINED_SCORES)
                .pipeInput(
                        "crime|strong|" + book,
                        RefinedScore.newBuilder()
                                .setConcept("crime")
                                .setRole("strong")
                                .setBook(book)
                                .setVersion(diverged ? 6 : 5)
                                .setBooks(2)
                                .setDiverged(diverged)
                                .setLda(.1)
                                .setScore(0)
                                .setResponsibility(responsibility)
                                .setIndices(List.of(0, 1))
                                .setPassagesLda(passagesLda)
                                .setPassages(List.of(0f, 0f))
                                .build());
    }

    @Test
    void measuresTheShareOfStoriesWithTheConceptByArm() {
        topicModel();
        score("a", 1, List.of(.9f, .4f), false);
        whole("early", "refined", "murder");
        assertThat(read()).as("the version is not complete").doesNotContainKey("crime|notion-share|refined");
        // the mean logarithms are those of .6 and .1, so the threshold is sqrt(.06)
        score("b", 0, List.of(.1f, .1f), false);
        assertThat(read()).as("with the threshold").containsEntry("crime|notion-share|refined", 1.);
        score("a", 1, List.of(1e-3f, 1e-3f), true);
        score("b", 0, List.of(1e-3f, 1e-3f), true);
        assertThat(read()).as("a diverged refinement defines no threshold").isEmpty();

        whole("garden", "refined", "a garden, a rose in the garden");
        assertThat(read()).containsEntry("crime|notion-share|refined", .5);
        whole("crime", "refined", "murder, said the inspector, a murder in the garden");
        assertThat(read().get("crime|notion-share|refined")).isCloseTo(2. / 3, within(1e-12));
        whole("garden", "refined", "murder");
        assertThat(read()).as("written again").containsEntry("crime|notion-share|refined", 1.);
        whole("plain", "unsteered", "a garden, a rose, and another rose");
        assertThat(read())
                .containsEntry("crime|notion-share|unsteered", 0.)
                .containsEntry("crime|perplexity|unsteered", 2.);
    }

    @Test
    void usesTheLastFortyStoriesOfAnArm() {
        topicModel();
        score("a", 1, List.of(.9f, .4f), false);
        score("b", 0, List.of(.1f, .1f), false);
        for (int i = 0; i < 30; i++) whole("crime " + i, "refined", "murder and murder");
        for (int i = 0; i < 30; i++) whole("garden " + i, "refined", "garden and garden");

        assertThat(read()).containsEntry("crime|notion-share|refined", .25);
    }

    /** Anybody can ask for a story of any concept; else each would have metrics and stories for good. */
    @Test
    void conceptsThatStoriesMakeUpLeaveNothingBehind() {
        topicModel();
        for (int i = 0; i < 1000; i++) {
            String made = "made up " + i;
            stories.pipeInput(
                    made,
                    story(made, "unsteered", 0, "a garden, a rose", true, -3.)
                            .setConcept(made)
                            .build());
            test.in(Topics.REFINED_SCORES)
                    .pipeInput(
                            made + "|strong|b",
                            RefinedScore.newBuilder()
                                    .setConcept(made)
                                    .setRole("strong")
                                    .setBook("b")
                                    .setVersion(1)
                                    .setBooks(1)
                                    .setDiverged(false)
                                    .setLda(.1)
                                    .setScore(0)
                                    .setResponsibility(1)
                                    .setIndices(List.of(0))
                                    .setPassagesLda(List.of(.5f))
                                    .setPassages(List.of(0f))
                                    .build());
        }
        assertThat(read()).isEmpty();
        assertIsEmpty(EvaluationTopology.STORIES);
        assertIsEmpty(EvaluationTopology.RECENT);
        assertIsEmpty(EvaluationTopology.THRESHOLDS);
    }

    private void assertIsEmpty(String store) {
        try (var all = test.driver().getKeyValueStore(store).all()) {
            assertThat(all.hasNext()).as(store).isFalse();
        }
    }

    @Test
    void aStoryThatIsBegunAndRefusedLeavesNothingBehind() {
        token("native", 0, "the cat", false, null);
        stories.pipeInput(
                "story",
                story("story", "native", 1, "", true, null)
                        .setError("The model is gone.")
                        .build());

        assertIsEmpty(EvaluationTopology.STORIES);
    }
}
