// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.steer.refine.Refinement;
import org.junit.jupiter.api.Test;

class AttractorOddsTest {
    private static final int BOOKS = 200;
    private final Map<String, Double> concept = noise(1);
    private final Map<String, Double> other = noise(2);
    private final Map<String, Double> pointer = sum(concept, .7, noise(3), .7);

    @Test
    void aRightEndIsLikelierThanAnotherCluster() {
        assertThat(AttractorOdds.of(pointer, concept, List.of(other))).isGreaterThan(20);
    }

    @Test
    void aWrongEndIsNoticed() {
        assertThat(AttractorOdds.of(pointer, other, List.of(concept))).isLessThan(-20);
    }

    @Test
    void aLostSignIsNoticedByTheOppositeOfTheEnd() {
        Map<String, Double> lost = sum(concept, -1, concept, 0);

        assertThat(AttractorOdds.of(pointer, lost, List.of(concept))).isLessThan(-20);
        assertThat(AttractorOdds.logLikelihood(pointer, lost)).isZero();
    }

    @Test
    void theSameEndIsNoRival() {
        Map<String, Double> nearly = sum(concept, 1, noise(4), .1);

        assertThat(AttractorOdds.of(pointer, concept, List.of(nearly)))
                .isEqualTo(AttractorOdds.logLikelihood(pointer, concept));
    }

    @Test
    void thePointerOfAResultIsInItsAnchoredScores() {
        double a = .3;
        Refinement.Result result = new Refinement.Result(
                Map.of(),
                concept,
                sum(concept, 1 - a, pointer, a),
                null,
                null,
                1,
                new Refinement.Diagnosis(.9, .7, a, 0, BOOKS, BOOKS));

        assertThat(AttractorOdds.of(result, List.of(other)))
                .isCloseTo(AttractorOdds.of(pointer, concept, List.of(other)), within(1e-6));
    }

    private static Map<String, Double> noise(long seed) {
        Random random = new Random(seed);
        return new TreeMap<>(IntStream.range(0, BOOKS)
                .boxed()
                .collect(Collectors.toMap(i -> "book " + i, i -> random.nextGaussian())));
    }

    private static Map<String, Double> sum(Map<String, Double> a, double wa, Map<String, Double> b, double wb) {
        return a.keySet().stream().collect(Collectors.toMap(k -> k, k -> wa * a.get(k) + wb * b.get(k)));
    }
}
