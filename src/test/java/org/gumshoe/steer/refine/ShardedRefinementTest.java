// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Shards;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A refinement over shards, after random insertions, changes, withdrawals and moves of books, is the
 * refinement of the books that are left, as arrays over all of them compute it.
 */
class ShardedRefinementTest {
    private static final int WIDTH = 8;
    private static final int LAYER = 5;
    private static final int CHANGES = 300;

    private record Row(float[] x, double z, double words, double otherWords) {}

    /** Books by shard, and the moments of all passages, which follow each change. */
    private static final class ShardedBooks {
        final Map<String, List<Row>> rows = new TreeMap<>();
        final Map<String, Integer> shardOf = new HashMap<>();
        final Map<String, Double> otherWords = new HashMap<>();
        final GroupMoments moments = new GroupMoments(WIDTH);
        private final Random random;

        ShardedBooks(int shards, long seed) {
            random = new Random(seed);
            for (int change = 0; change < CHANGES; change++) {
                String book = "book " + random.nextInt(60);
                withdraw(book);
                if (random.nextInt(6) > 0) {
                    insert(book);
                }
                String moved = "book " + random.nextInt(60);
                shardOf.put(moved, random.nextInt(shards));
                shardOf.putIfAbsent(book, random.nextInt(shards));
            }
        }

        private void withdraw(String book) {
            List<Row> gone = rows.remove(book);
            if (gone != null) {
                moments.removeAll(book, gone.stream().map(Row::x).toArray(float[][]::new));
                otherWords.remove(book);
            }
        }

        private void insert(String book) {
            boolean in = book.hashCode() % 4 == 0;
            boolean byOther = random.nextInt(5) > 0;
            List<Row> own = new ArrayList<>();
            for (int i = random.nextInt(1, 9); i > 0; i--) {
                float[] x = new float[WIDTH];
                for (int d = 0; d < WIDTH; d++) {
                    x[d] = (float) (3 + random.nextGaussian());
                }
                x[0] += in ? 2 : 0;
                own.add(new Row(
                        x,
                        .1 * random.nextDouble() + (in ? .03 : 0),
                        random.nextGaussian() + (in ? 1 : 0),
                        byOther ? 10 * random.nextGaussian() + (in ? 20 : 0) : Double.NaN));
            }
            rows.put(book, own);
            moments.addAll(book, own.stream().map(Row::x).toArray(float[][]::new));
            if (byOther) {
                otherWords.put(
                        book,
                        own.stream().mapToDouble(Row::otherWords).average().orElseThrow());
            }
        }

        List<BookSums> sums(Predicate<String> wanted) {
            return rows.keySet().stream()
                    .filter(wanted)
                    .map(book -> {
                        BookSums sums = new BookSums(book, new int[] {LAYER}, WIDTH);
                        rows.get(book).forEach(row -> sums.add(new float[][] {row.x}, row.z));
                        return sums;
                    })
                    .toList();
        }

        PassageScorer.Passages passages(Predicate<String> wanted, boolean words) {
            List<String> books = new ArrayList<>();
            List<Row> all = new ArrayList<>();
            rows.keySet().stream()
                    .filter(wanted)
                    .forEach(book -> rows.get(book).forEach(row -> {
                        books.add(book);
                        all.add(row);
                    }));
            return new PassageScorer.Passages(
                    books,
                    all.stream().map(Row::x).toArray(float[][]::new),
                    all.stream().mapToDouble(Row::z).toArray(),
                    words ? all.stream().mapToDouble(Row::words).toArray() : null,
                    words ? all.stream().mapToDouble(Row::otherWords).toArray() : null);
        }

        BookShard shard(Predicate<String> wanted, boolean words) {
            PassageScorer.Passages passages = passages(wanted, words);
            return BookShard.of(
                    sums(wanted),
                    LAYER,
                    moments::groupOf,
                    passages.wordScores(),
                    words ? otherWords : Map.of(),
                    passages);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false, ", "2, false, ", "4, false, .2", "1, true, ", "2, true, ", "4, true, "})
    void isTheRefinementOfTheBooksThatAreLeft(int count, boolean words, Double prevalence) {
        for (long seed = 0; seed < 3; seed++) {
            ShardedBooks books = new ShardedBooks(count, seed);
            List<BookShard> shards = IntStream.range(0, count)
                    .mapToObj(s -> books.shard(book -> books.shardOf.get(book) == s, words))
                    .toList();
            PassageScorer.Passages passages = books.passages(book -> true, words);

            compare(books, shards, passages, prevalence);
        }
    }

    private static void compare(
            ShardedBooks books, List<BookShard> shards, PassageScorer.Passages passages, Double prevalence) {
        Refinement refinement = new Refinement(books.moments);
        Refinement.Options options = Refinement.Options.of(prevalence);
        Shards all = Shards.of(shards);
        Refinement.Solution solution = refinement.solve(all, new Refinement.Start.Scores(), options);
        PassageScorer scorer = refinement.fitPassages(solution, all, options);

        GroupMoments anew = new GroupMoments(WIDTH);
        books.rows.forEach(
                (book, rows) -> anew.addAll(book, rows.stream().map(Row::x).toArray(float[][]::new)));
        List<BookSums> sums = books.sums(book -> true);
        PlainRefinement plain = new PlainRefinement(sums, LAYER, anew, prevalence);
        plain.refine(passages.wordScores(), passages.wordsOrNull() == null ? Map.of() : books.otherWords);

        Map<String, Double> responsibilities = new HashMap<>();
        Map<String, Double> anchored = new HashMap<>();
        shards.forEach(shard -> {
            responsibilities.putAll(solution.on(shard).responsibilities());
            anchored.putAll(solution.on(shard).anchoredScores());
        });
        assertThat(responsibilities).hasSameSizeAs(sums);
        for (int i = 0; i < sums.size(); i++) {
            String book = sums.get(i).book();
            assertThat(responsibilities.get(book)).as(book).isCloseTo(plain.responsibilities[i], within(1e-8));
            assertThat(anchored.get(book)).as(book).isCloseTo(plain.anchoredScores[i], within(1e-8));
        }
        Refinement.Diagnosis diagnosis = solution.diagnosis();
        assertThat(diagnosis.reliability()).isCloseTo(plain.reliability, within(1e-8));
        assertThat(diagnosis.correlation()).isCloseTo(plain.correlation, within(1e-8));
        assertThat(diagnosis.anchor()).isCloseTo(plain.anchor, within(1e-8));
        assertThat(diagnosis.change()).isCloseTo(plain.change, within(1e-8));
        assertThat(diagnosis.books()).isEqualTo(sums.size());
        assertThat(diagnosis.passages()).isEqualTo(passages.z().length);
        assertThat(solution.ldaShare()).isCloseTo(plain.ldaShare, within(1e-8));
        double[] expected = plain.passageScores(passages);
        for (int i = 0; i < expected.length; i++) {
            boolean asked = passages.wordsOrNull() != null;
            assertThat(scorer.score(
                            passages.books().get(i),
                            passages.rows()[i],
                            passages.z()[i],
                            asked ? passages.wordsOrNull()[i] : 0,
                            asked ? passages.otherWordsOrNull()[i] : Double.NaN))
                    .isCloseTo(expected[i], within(1e-8));
        }
    }
}
