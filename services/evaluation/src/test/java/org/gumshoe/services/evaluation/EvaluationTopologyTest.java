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
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.kit.TestTopology;
import org.gumshoe.services.kit.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluationTopologyTest {
    private final TestTopology test = new TestTopology(EvaluationTopology.build(null));
    private final TestInputTopic<String, SteeringVector> vectors = test.in(Topics.STEERING_VECTORS);
    private final TestInputTopic<String, SpecificRecord> maps = test.in(Topics.STITCH_MAP);
    private final TestInputTopic<String, StoryToken> stories = test.in(Topics.STORIES);
    private final TestOutputTopic<String, RefinementMetric> metrics = test.out(Topics.REFINEMENT_METRICS);

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
    void aVectorTellsItsNormAndItsCosines() {
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
                        .build());
        vectors.pipeInput("crime|strong|native", (SteeringVector) null);

        var values = read();
        assertThat(values)
                .containsOnlyKeys(
                        "crime|passages|strong|translated",
                        "crime|norm|strong|translated",
                        "crime|cosine-to-previous|strong|translated",
                        "crime|cosine-to-native|strong|translated",
                        "crime|booksInCluster|strong|translated")
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
    void theNewestRefinementIsDiagnosedWhetherItsVectorIsInForceOrNot() {
        vectors.pipeInput("crime|weak|refined", refined("refined", 1, Map.of("reliability", .9, "stability", .8)));
        assertThat(read())
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
    void aMapTellsItsSkillAndThatOfTheNullWhenThereIsOne() {
        maps.pipeInput("2|4|0", new StitchRow(9L, List.of(1f)));
        maps.pipeInput(
                Topics.MANIFEST,
                new StitchManifest(
                        9L, "w", "s", 2, List.of(4, 5), 1, 1, 40L, 10L, .3, List.of(.6, .5), List.of(-.1, Double.NaN)));

        assertThat(read()).isEqualTo(Map.of("*|stitch-r2", .55));
    }

    private void token(String arm, int index, String text, double probability, boolean last, String error) {
        stories.pipeInput(
                "story",
                StoryToken.newBuilder()
                        .setStory("story")
                        .setConcept("crime")
                        .setArm(arm)
                        .setIndex(index)
                        .setText(text)
                        .setLogProb(Math.log(probability))
                        .setLast(last)
                        .setVectorVersion(3)
                        .setSeed(1)
                        .setError(error)
                        .build());
    }

    @Test
    void aStoryIsMeasuredWhenItEndsEachTokenOnce() {
        token("native", 0, "the cat", .5, false, "");
        token("native", 1, " the", .1, false, "");
        // the writer was stopped and begins again
        token("native", 0, "the cat", .5, false, "");
        token("native", 0, "the cat", .5, false, "");
        token("native", 1, " the", .25, false, "");
        token("native", 1, " the", .25, false, "");
        assertThat(metrics.isEmpty()).isTrue();
        token("native", 2, " cat", .125, true, "");

        var values = read();
        // (.5 .25 .125)^(-1/3); of "the cat the cat" two of three pairs of words differ
        assertThat(values.get("crime|perplexity|native")).isCloseTo(4, within(1e-9));
        assertThat(values.get("crime|distinct-2|native")).isCloseTo(2. / 3, within(1e-12));
    }

    @Test
    void aRefusedStoryAndOneTooShortToTellSayNothing() {
        token("native", 0, "", 1, true, "There is no vector.");
        assertThat(read()).isEmpty();

        token("unsteered", 0, "cat", .5, true, "");
        assertThat(read()).isEqualTo(Map.of("crime|perplexity|unsteered", 2.));
    }
}
