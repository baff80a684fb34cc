// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ControlReadOut;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryControl;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.gateway.MadeUpScores;
import org.junit.jupiter.api.Test;

/** Records that are all valid, and many or large: what the views keep of them has bounds. */
class HostileViewsTest {
    private final Views views = Views.empty(HistoryRoom.ample());
    private final ViewUpdater updater = new ViewUpdater(views, (record, what, data) -> {});
    private long offset;

    private void apply(String topic, String key, Object value) {
        apply(topic, key, value, new RecordHeaders());
    }

    private void apply(String topic, String key, Object value, Headers headers) {
        updater.apply(new FeedRecord(topic, 0, offset++, 0, key, headers, value, true));
    }

    @Test
    void aLetterIsListedWithABeginningOfItsHeaders() {
        Headers headers = new RecordHeaders();
        for (String name : List.of(DeadLetters.MESSAGE, DeadLetters.SERVICE, DeadLetters.TOPIC)) {
            headers.add(name, "x".repeat(300_000).getBytes(StandardCharsets.UTF_8));
        }
        apply("dead-letters", "k".repeat(300_000), "v".repeat(300_000).getBytes(StandardCharsets.UTF_8), headers);

        assertThat(views.letters().letters().newest())
                .singleElement()
                .satisfies(letter -> assertThat(letter.toString().length()).isLessThan(5_000));
    }

    private static StoryToken.Builder token(String story, int index, String text) {
        return StoryToken.newBuilder()
                .setStory(story)
                .setConcept("crime")
                .setArm("best")
                .setIndex(index)
                .setText(text)
                .setLogProb(-1)
                .setLast(false)
                .setSeed(1);
    }

    private long kept() {
        return views.stories().newest(5_000).stream()
                .flatMap(story -> story.tokens().stream())
                .mapToLong(token -> token.getText().length()
                        + token.getReadings().size()
                        + token.getPrompt().length())
                .sum();
    }

    /** Sixty thousand tokens of these would be nine gigabytes; they share what they hold here. */
    @Test
    void longTokensTakeThePlaceOfMany() {
        String text = "x".repeat(20_000);
        List<Float> readings = Collections.nCopies(10_000, 1f);
        for (int story = 0; story < 200; story++) {
            for (int index = 0; index < 20; index++) {
                apply(
                        "stories",
                        "s" + story,
                        token("s" + story, index, text)
                                .setPrompt(text)
                                .setReadings(readings)
                                .build());
            }
        }
        assertThat(kept()).isPositive().isLessThan(50_000_000);
    }

    @Test
    void aStoryWithoutAnEndTakesAPartOfTheRoom() {
        apply("stories", "other", token("other", 0, "It was").build());
        String text = "x".repeat(1_000);
        for (int index = 0; index < 60_000; index++) {
            apply("stories", "endless", token("endless", index, text).build());
        }
        assertThat(kept()).isBetween(1_000_000L, 10_000_000L);
        assertThat(views.stories().find("other")).isPresent();
    }

    private static SteeringVector vector(String concept, long version, int weights) {
        ControlReadOut readOut = ControlReadOut.newBuilder()
                .setLayer(1)
                .setWeights(Collections.nCopies(weights, 1f))
                .setMean(0)
                .setDeviation(1)
                .build();
        return SteeringVector.newBuilder()
                .setConcept(concept)
                .setRole("strong")
                .setModel("m")
                .setKind("refined")
                .setVersion(version)
                .setLayers(List.of(LayerDirection.newBuilder()
                        .setLayer(1)
                        .setDirection(List.of(1f))
                        .setStrength(1)
                        .setTypicalNorm(1)
                        .setNorm(1)
                        .build()))
                .setModelVersion(1)
                .setPassages(1)
                .setBooks(1)
                .setControl(new StoryControl(4, 24, List.of(readOut), true, 1.))
                .build();
    }

    /** A direction of one number, and a control of a quarter of a million. */
    @Test
    void aVectorCountsWithAllThatItHolds() {
        for (int version = 1; version <= 200; version++) {
            apply("steering-vectors", "crime|strong|refined", vector("crime", version, 200_000));
        }
        assertThat(views.vectors()
                        .of(new VectorKey("crime", "strong", "refined"))
                        .size())
                .isBetween(5, 50);

        for (int concept = 0; concept < 200; concept++) {
            apply("steering-vectors", "c" + concept + "|strong|refined", vector("c" + concept, 1, 200_000));
        }
        assertThat(views.vectors().inForce().size()).isBetween(10, 100);
        apply("steering-vectors", "c0|strong|refined", null);
        assertThat(views.vectors().inForce().keySet()).doesNotContain("c0|strong|refined");
    }

    private static RefinementMetric metric(String name) {
        return RefinementMetric.newBuilder()
                .setConcept("crime")
                .setMetric(name)
                .setValue(1)
                .setVersion(1)
                .setCause("")
                .setAt(1)
                .build();
    }

    /** A removed metric kept its course, and made room for another. */
    @Test
    void metricsThatComeAndGoDoNotAddUp() {
        for (int metric = 0; metric < 10_000; metric++) {
            apply("refinement-metrics", "crime|m" + metric, metric("m" + metric));
            apply("refinement-metrics", "crime|m" + metric, null);
        }
        assertThat(views.metrics().of("crime").size()).isLessThanOrEqualTo(2_000);
    }

    @Test
    void theCoursesOfAllMetricsTogetherHaveABound() {
        for (int point = 0; point < 1_000; point++) {
            for (int metric = 0; metric < 400; metric++) {
                apply("refinement-metrics", "crime|m" + metric, metric("m" + metric));
            }
        }
        assertThat(views.metrics().of("crime").stream()
                        .mapToInt(course -> course.points().size())
                        .sum())
                .isBetween(50_000, 200_000);
    }

    /** A book of a version that lacks another came again and again. */
    @Test
    void aScoreThatComesAgainIsCountedOnce() {
        for (int i = 0; i < 3; i++) {
            apply("refined-scores", MadeUpScores.key("a"), MadeUpScores.of("a", 7, 3, .9, .5f));
        }
        ScoreVersions.Ranking ranking = new ScoreVersions.Ranking("crime", "strong");
        assertThat(views.scores().versions(ranking)).as("two are missing").isEmpty();
        apply("refined-scores", MadeUpScores.key("b"), MadeUpScores.of("b", 7, 3, .1, .5f));
        apply("refined-scores", MadeUpScores.key("c"), MadeUpScores.of("c", 7, 3, .1, .5f));
        assertThat(views.scores().of(ranking, 7))
                .hasValueSatisfying(books -> assertThat(books).hasSize(3));
    }

    /** Two hundred groups whose names come first hid all services. */
    @Test
    void groupsThatAnybodyMakesUpHideNoService() {
        List<String> groups = new ArrayList<>();
        for (int group = 0; group < 300; group++) {
            groups.add("gumshoe-%03d".formatted(group));
            groups.add("gumshoe-assignments-%03d".formatted(group));
        }
        groups.add("gumshoe-stories");
        assertThat(FlowSampler.watched(groups)).hasSize(200).contains("gumshoe-stories");
    }

    @Test
    void conceptsBeyondTheLimitOfTheirTopicAreLeftOutHereToo() {
        int most = Topics.CONCEPTS.maxRows();
        for (int concept = 0; concept < most + 50; concept++) {
            apply("concepts", "c" + concept, new Concept("c" + concept, List.of("word"), null, null, 0.));
        }
        assertThat(views.concepts().size()).isEqualTo(most);
        apply("concepts", "c0", null);
        apply("concepts", "late", new Concept("late", List.of("word"), null, null, 0.));
        assertThat(views.concepts().keySet()).contains("late");
    }
}
