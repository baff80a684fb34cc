// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.results.HalvesResults;
import org.junit.jupiter.api.Test;

class FittedHalfTest {
    private static final MadeUpShelf SHELF = MadeUpShelf.create();

    @Test
    void onlyTheCeilingSeesALabel() {
        FittedHalf half = SHELF.half(0);

        Map<String, double[]> scores =
                half.score(SHELF.pointer(0), SHELF.labels()).scores();
        Map<String, double[]> permuted =
                half.score(SHELF.pointer(0), permuted()).scores();

        assertThat(scores.keySet())
                .containsExactly(
                        "lda",
                        "mean-difference",
                        "ridge-once",
                        "refined-weak",
                        "translated",
                        "refined-strong",
                        "cluster-intersection",
                        "random-pointer",
                        "ceiling",
                        "shuffled-labels",
                        "shuffled-ceiling");
        scores.forEach((arm, values) -> {
            if (arm.endsWith("ceiling")) {
                assertThat(permuted.get(arm)).isNotEqualTo(values);
            } else {
                assertThat(permuted.get(arm)).as(arm).isEqualTo(values);
            }
        });
    }

    @Test
    void theCeilingSeesNoLabelOfTheScoredHalf() {
        FittedHalf half = SHELF.half(0);
        Map<String, Boolean> other = new LinkedHashMap<>(SHELF.labels().positive());
        half.unseen().passages().forEach(p -> other.computeIfPresent(p.book().id(), (book, label) -> !label));

        assertThat(half.score(SHELF.pointer(0), new BookLabels(other)).scores().get("ceiling"))
                .isEqualTo(half.score(SHELF.pointer(0), SHELF.labels()).scores().get("ceiling"));
    }

    @Test
    void withShuffledLabelsNothingIsLeft() {
        List<FittedHalf.Scored> scored = new ArrayList<>();
        for (int halving = 0; halving < 4; halving++) {
            for (int half = 0; half < 2; half++) {
                FittedHalf fitted = SHELF.half(halving, half);
                scored.add(fitted.score(SHELF.pointer(half), SHELF.labels()));
            }
        }
        HalvesResults.Concept figures = figures(scored);

        assertThat(scored.getFirst().scores().get("shuffled-labels"))
                .isSameAs(scored.getFirst().scores().get("refined-strong"));
        assertThat(figures.arms().get("refined-strong").passageAuc().value()).isGreaterThan(.85);
        for (String arm : List.of("shuffled-labels", "shuffled-ceiling")) {
            assertThat(figures.arms().get(arm).passageAuc().value()).as(arm).isBetween(.35, .65);
        }
    }

    private static HalvesResults.Concept figures(List<FittedHalf.Scored> scored) {
        YardstickConcept concept =
                new YardstickConcept(HalvesResults.Use.REPORT, "made-up", "column x", List.of("word"));
        return new ConceptFigures(SHELF.labels(), scored).of(concept, SHELF.books());
    }

    @Test
    void figuresComeFromBothWays() {
        List<FittedHalf.Scored> scored = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            scored.add(SHELF.half(half).score(SHELF.pointer(half), SHELF.labels()));
        }
        assertThat(authors(scored.get(0))).doesNotContainAnyElementsOf(authors(scored.get(1)));

        HalvesResults.Concept figures = figures(scored);

        assertThat(figures.fits()).isEqualTo(2);
        assertThat(figures.authors()).isEqualTo(14);
        HalvesResults.Arm strong = figures.arms().get("refined-strong");
        HalvesResults.Arm lda = figures.arms().get("lda");
        HalvesResults.Arm ceiling = figures.arms().get("ceiling");
        assertThat(strong.passageAuc().value()).isGreaterThan(.85);
        assertThat(strong.passageAuc().low()).isLessThan(strong.passageAuc().value());
        assertThat(strong.byHalving()).containsExactly(strong.passageAuc().value());
        assertThat(figures.aucDifference().get("lda").value())
                .isEqualTo(strong.passageAuc().value() - lda.passageAuc().value());
        assertThat(figures.pgrAuc().get("refined-strong").value())
                .isEqualTo((strong.passageAuc().value() - lda.passageAuc().value())
                        / (ceiling.passageAuc().value() - lda.passageAuc().value()));
        assertThat(figures.ceilings().values().stream().mapToInt(n -> n).sum()).isEqualTo(2);
    }

    private static Set<String> authors(FittedHalf.Scored scored) {
        return Set.copyOf(scored.passages().stream().map(p -> p.book().author()).toList());
    }

    private static BookLabels permuted() {
        Map<String, Boolean> labels = new LinkedHashMap<>(SHELF.labels().positive());
        List<Boolean> values = new ArrayList<>(labels.values());
        Collections.shuffle(values, new Random(2));
        int next = 0;
        for (String book : labels.keySet()) {
            labels.put(book, values.get(next++));
        }
        return new BookLabels(labels);
    }
}
