// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.PassageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerturbedLabelsTest {
    private static final int BOOKS = 2000;
    private final Map<String, Double> labels = new TreeMap<>();

    PerturbedLabelsTest() {
        Random random = new Random(1);
        IntStream.range(0, BOOKS).forEach(b -> labels.put("book " + b, Math.pow(random.nextDouble(), 3)));
    }

    private BookShard shard(Predicate<String> wanted) {
        List<BookSums> sums = labels.keySet().stream()
                .filter(wanted)
                .map(book -> {
                    BookSums one = new BookSums(book, new int[] {1}, 1);
                    one.add(new float[][] {{1}}, 0);
                    return one;
                })
                .toList();
        return BookShard.of(sums, 1, GroupMoments.BY_BOOK, Map.of(), Map.of(), PassageSource.NONE);
    }

    private Map<String, Double> perturbed(double share, int seed) {
        return TrainingLabels.Perturbed.of(labels, share, seed).byBook(shard(book -> true));
    }

    private double changed(Map<String, Double> one, Map<String, Double> other) {
        return labels.keySet().stream()
                        .filter(book -> !one.get(book).equals(other.get(book)))
                        .count()
                / (double) BOOKS;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, .05, .3, .5, .95, 1})
    void theShareOfTheBooksDrawsOthers(double share) {
        assertThat(changed(perturbed(share, 1), labels)).isCloseTo(share, within(share * (1 - share) / 5));
    }

    @Test
    void whatIsDrawnIsDistributedAsTheLabels() {
        Map<String, Double> drawn = perturbed(1, 1);

        for (double below : new double[] {.1, .25, .5, .75, .9}) {
            double quantile = quantile(labels, below);
            assertThat(drawn.values().stream().filter(r -> r < quantile).count() / (double) BOOKS)
                    .isCloseTo(below, within(.05));
        }
        assertThat(Responsibilities.stability(labels, drawn)).isCloseTo(0, within(.07));
    }

    private static double quantile(Map<String, Double> of, double below) {
        return of.values().stream().sorted().toList().get((int) (below * of.size()));
    }

    @Test
    void aSeedAlwaysDrawsTheSame() {
        assertThat(perturbed(.5, 1)).isEqualTo(perturbed(.5, 1));
        assertThat(changed(perturbed(.5, 1), perturbed(.5, 2))).isGreaterThan(.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 100})
    void aBookDrawsTheSameWhereverItLies(int shards) {
        TrainingLabels rule = TrainingLabels.Perturbed.of(labels, .6, 3);
        Map<String, Double> all = new TreeMap<>();
        for (int s = 0; s < shards; s++) {
            int here = s;
            all.putAll(rule.byBook(shard(book -> Math.floorMod(book.hashCode(), shards) == here)));
        }

        assertThat(all).isEqualTo(perturbed(.6, 3));
    }
}
