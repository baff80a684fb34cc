// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.ReferenceData;
import org.gumshoe.steer.probe.GroupMoments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Comparison of the refinement with refine.py in ../shared/reference, on the same files with the
 * same random draws (src/test/python/refinement_reference.py).
 */
class RefinementReferenceTest {
    private static final int LAYER = 0;

    @TestFactory
    Stream<DynamicTest> sameFiguresAsRefinePy() throws IOException {
        Path directory = ReferenceData.directory("the comparison of the refinement with refine.py");
        JsonNode cases;
        try (InputStream in = getClass().getResourceAsStream("refinement-reference.json")) {
            cases = new ObjectMapper().readTree(in);
        }
        List<ReferenceData.Passage> passages = ReferenceData.passages(directory);
        return StreamSupport.stream(cases.spliterator(), false)
                .map(c -> DynamicTest.dynamicTest(
                        c.path("activations").asText() + " " + c.path("scores").asText() + " "
                                + c.path("auc").path("lda").get(0),
                        () -> compare(new Case(
                                c,
                                passages,
                                ReferenceData.activations(
                                        directory, c.path("activations").asText())))));
    }

    private static void compare(Case c) {
        Refinement refinement = new Refinement(c.moments);
        Refinement.Result result =
                refinement.refine(c.books.values(), LAYER, new Refinement.Start.Scores(), c.options());

        assertThat(result.diagnosis().reliability())
                .isCloseTo(c.expected.path("reliability").asDouble(), within(1e-6));
        assertThat(result.diagnosis().anchor())
                .isCloseTo(c.expected.path("anchorWeight").asDouble(), within(1e-6));
        result.anchoredScores()
                .forEach((book, score) -> assertThat(score)
                        .as(book)
                        .isCloseTo(c.expected.path("bookScores").path(book).asDouble(), within(1e-5)));
        c.assertAuc("onePass", c.scores(result.firstProbe()::score));
        c.assertAuc("refined", c.scores(result.probe()::score));
        PassageScorer scorer = refinement.fitPassages(result, c.passages(), c.options());
        c.assertAuc(
                "passages",
                IntStream.range(0, c.rows.size())
                        .mapToDouble(i -> scorer.score(c.kept.get(i).book(), c.rows.get(i), c.z.get(i)))
                        .toArray());
        c.assertAuc(
                "ceiling",
                c.scores(SupervisedProbe.fit(c.books.values(), c.labels, c.labelled, c.moments, LAYER)::score));
    }

    /**
     * The passages of one case: those of the kept books, each with the score of the row that the
     * noise drew.
     */
    private static final class Case {
        final JsonNode expected;
        final Map<String, BookSums> books = new LinkedHashMap<>();
        final Map<String, Double> labels = new LinkedHashMap<>();
        final GroupMoments moments;
        final GroupMoments labelled;
        private final List<ReferenceData.Passage> kept = new ArrayList<>();
        private final List<float[]> rows = new ArrayList<>();
        private final List<Double> z = new ArrayList<>();

        Case(JsonNode expected, List<ReferenceData.Passage> passages, float[][] activations) {
            this.expected = expected;
            int width = activations[0].length;
            JsonNode groups = expected.path("groups");
            moments = new GroupMoments(width, book -> groups.path(book).asInt());
            labelled = new GroupMoments(width, book -> groups.path(book).asInt());
            for (int i = 0; i < activations.length; i++) {
                ReferenceData.Passage p = passages.get(i);
                if (!groups.has(p.book())) {
                    continue;
                }
                int source = expected.path("scoreRows").get(kept.size()).asInt();
                z.add(passages.get(source).scores().get(expected.path("scores").asText()));
                float[][] x = {activations[i]};
                books.computeIfAbsent(p.book(), b -> new BookSums(b, new int[] {LAYER}, width))
                        .add(x, z.getLast());
                kept.add(p);
                rows.add(activations[i]);
                if (!p.label().equals("?")) {
                    labels.put(p.book(), p.label().equals("1") ? 1. : 0.);
                }
            }
            fill(moments, p -> true);
            fill(labelled, p -> labels.containsKey(p));
        }

        private void fill(GroupMoments into, java.util.function.Predicate<String> wanted) {
            for (String book : books.keySet()) {
                if (wanted.test(book)) {
                    float[][] x = IntStream.range(0, rows.size())
                            .filter(i -> kept.get(i).book().equals(book))
                            .mapToObj(rows::get)
                            .toArray(float[][]::new);
                    into.addAll(book, x);
                }
            }
        }

        Refinement.Options options() {
            return new Refinement.Options(number("anchor"), number("prevalence"), 15, false);
        }

        private Double number(String field) {
            return expected.path(field).isNumber() ? expected.path(field).asDouble() : null;
        }

        PassageScorer.Passages passages() {
            return new PassageScorer.Passages(
                    kept.stream().map(ReferenceData.Passage::book).toList(),
                    rows.toArray(float[][]::new),
                    z.stream().mapToDouble(Double::doubleValue).toArray());
        }

        double[] scores(ToDoubleBiFunction<String, float[]> scorer) {
            return IntStream.range(0, rows.size())
                    .mapToDouble(i -> scorer.applyAsDouble(kept.get(i).book(), rows.get(i)))
                    .toArray();
        }

        /** Passage AUC and AUC of the books' mean scores. */
        void assertAuc(String arm, double[] scores) {
            List<Boolean> positive = new ArrayList<>();
            List<Double> score = new ArrayList<>();
            Map<String, List<Double>> byBook = new LinkedHashMap<>();
            for (int i = 0; i < kept.size(); i++) {
                String book = kept.get(i).book();
                if (labels.containsKey(book)) {
                    positive.add(labels.get(book) == 1);
                    score.add(scores[i]);
                    byBook.computeIfAbsent(book, b -> new ArrayList<>()).add(score.getLast());
                }
            }
            assertThat(auc(positive, score))
                    .as("passage AUC, " + arm)
                    .isCloseTo(expected.path("auc").path(arm).get(0).asDouble(), within(1e-4));
            List<Double> means = byBook.values().stream()
                    .map(s -> s.stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElseThrow())
                    .toList();
            assertThat(auc(byBook.keySet().stream().map(b -> labels.get(b) == 1).toList(), means))
                    .as("book AUC, " + arm)
                    .isCloseTo(expected.path("auc").path(arm).get(1).asDouble(), within(1e-4));
        }

        private static double auc(List<Boolean> positive, List<Double> score) {
            boolean[] p = new boolean[positive.size()];
            for (int i = 0; i < p.length; i++) {
                p[i] = positive.get(i);
            }
            return RankingMetrics.auc(
                    p, score.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
