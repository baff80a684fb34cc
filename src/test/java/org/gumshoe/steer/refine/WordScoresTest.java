// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.PassageSource;
import org.gumshoe.steer.shards.Shards;
import org.junit.jupiter.api.Test;

class WordScoresTest {
    private static final Map<String, Double> OWN = Map.of("a", 1., "b", 2., "c", 3., "d", 4.);

    @Test
    void bothModelsCountAlikeWhateverTheirUnits() {
        Map<String, Double> joint = joint(Map.of("a", 100., "b", 200., "c", 300., "x", -9.));

        double step = 1 / Math.sqrt(2 / 3.);
        assertThat(joint.get("a")).isCloseTo(-2 * step, within(1e-12));
        assertThat(joint.get("b")).isCloseTo(0, within(1e-12));
        assertThat(joint.get("c")).isCloseTo(2 * step, within(1e-12));
        assertThat(joint.get("d")).as("of one model alone").isCloseTo(4 * step, within(1e-12));
    }

    @Test
    void oneModelAloneHasItsOwnScores() {
        assertThat(joint(Map.of())).isEqualTo(OWN);
        assertThat(joint(Map.of("a", 1., "b", 2.))).isEqualTo(OWN);
    }

    /** Returns the joint scores of the books in {@link #OWN}, which lie in two shards. */
    private static Map<String, Double> joint(Map<String, Double> other) {
        List<BookShard> shards = List.of(shard(List.of("a", "d"), other), shard(List.of("b", "c"), other));
        double[] sums = Shards.of(shards).ask(new BookQuestion.WordSums()).sums();
        assertThat(sums[0]).isEqualTo(OWN.size());
        WordScores scores = WordScores.of(PairSums.at(sums, 1));
        Map<String, Double> joint = new TreeMap<>();
        shards.forEach(shard -> shard.books().forEach(book -> joint.put(book.book(), scores.joint(book))));
        return joint;
    }

    private static BookShard shard(List<String> books, Map<String, Double> other) {
        List<BookSums> sums = books.stream()
                .map(book -> {
                    BookSums sum = new BookSums(book, new int[] {1}, 1);
                    sum.add(new float[][] {{1}}, .5);
                    return sum;
                })
                .toList();
        return BookShard.of(sums, 1, book -> 0, OWN, other, PassageSource.NONE);
    }
}
