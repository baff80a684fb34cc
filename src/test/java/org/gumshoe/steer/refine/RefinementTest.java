// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gumshoe.BadInputException;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.CrossFittedRidge;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.probe.RegressionTarget;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.PassageSource;
import org.junit.jupiter.api.Test;

/**
 * Tests on books whose cluster is shifted along one of many dimensions, with LDA scores that are
 * mostly noise.
 */
class RefinementTest {
    private static final int WIDTH = 12;
    private static final int LAYER = 5;

    @Test
    void findsTheClusterThatANoisyPointerPointsTo() {
        World world = new World(80, 24, 1);

        Refinement.Result result = world.run(new Refinement.Start.Scores());

        assertThat(world.auc(world.ldaScores())).isBetween(.6, .9);
        assertThat(world.auc(result.bookScores())).isGreaterThan(.97);
        assertThat(result.diagnosis().reliability()).isGreaterThan(.8);
        assertThat(result.diagnosis().correlation()).isGreaterThan(.25);
        assertThat(result.diagnosis().change()).isLessThan(.01);
        assertThat(result.diagnosis().passages()).isEqualTo(80 * 8);
        assertThat(result.responsibilities().values())
                .allSatisfy(r -> assertThat(r).isBetween(0., 1.));
    }

    @Test
    void aTopicThatIsInNoPassageIsRefusedInASentence() {
        World world = new World(40, 12, 1);

        assertThatThrownBy(() ->
                        world.withScores(new double[world.passages.size()]).run(new Refinement.Start.Scores()))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void reportsThatNothingWasFoundInNoise() {
        World world = new World(80, 0, 2);

        assertThat(world.run(new Refinement.Start.Scores()).diagnosis().reliability())
                .isLessThan(.6);
    }

    @Test
    void aReadOutIsTheSameStartAsTheScoresItGives() {
        World world = new World(40, 12, 3);
        float[] readOut = new float[WIDTH];
        readOut[0] = 1;
        readOut[4] = -.5f;
        Refinement.Options once = new Refinement.Options(.5, null, 1, false);

        Refinement.Result byReadOut =
                Refinement.refine(world.sums, world.moments, LAYER, new Refinement.Start.ReadOut(readOut), once);
        double[] read = world.passages.stream()
                .mapToDouble(p -> p.x()[0] - .5f * p.x()[4])
                .toArray();
        World scored = world.withScores(read);
        CrossFittedRidge ridge = new CrossFittedRidge(scored.moments, scored.moments);
        Answer target = new BookQuestion.ScoreTarget(WIDTH).on(BookShard.of(scored.sums, LAYER, scored.moments));
        CrossFittedProbe byScores = ridge.fit(RegressionTarget.ofSums(target.sums()));

        for (Passage p : world.passages) {
            assertThat(byReadOut.firstProbe().score(p.book(), p.x()))
                    .isCloseTo(byScores.score(p.book(), p.x()), within(1e-4));
        }
    }

    @Test
    void startsFromResponsibilitiesOfAnotherModel() {
        World world = new World(80, 24, 4);
        Map<String, Double> truth = new LinkedHashMap<>();
        world.sums.forEach(b -> truth.put(b.book(), world.detective(b.book()) ? .9 : .1));

        Refinement.Result result = world.run(new Refinement.Start.Books(truth));

        assertThat(world.auc(result.bookScores())).isGreaterThan(.97);
        assertThat(Refinement.agreement(result, world.run(new Refinement.Start.Scores())))
                .isGreaterThan(.9);
        assertThat(Refinement.agreement(result, result)).isCloseTo(1, within(1e-12));
    }

    @Test
    void mergedHalvesGiveWhatTheWholeGives() {
        World world = new World(40, 12, 5);
        GroupMoments one = new GroupMoments(WIDTH);
        GroupMoments other = new GroupMoments(WIDTH);
        float[] passing = new float[WIDTH];
        passing[3] = 7;
        for (int i = 0; i < world.passages.size(); i++) {
            Passage p = world.passages.get(i);
            (i % 2 == 0 ? one : other).add(p.book(), p.x());
        }
        one.add("book 3", passing);
        one.merge(other);
        one.remove("book 3", passing);

        Refinement.Result merged =
                Refinement.refine(world.sums, one, LAYER, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);

        Refinement.Result whole = world.run(new Refinement.Start.Scores());
        merged.bookScores()
                .forEach((book, score) ->
                        assertThat(score).isCloseTo(whole.bookScores().get(book), within(1e-9)));
    }

    @Test
    void withFewBooksTheLdaDecides() {
        World world = new World(4, 2, 6);

        Refinement.Result result = world.run(new Refinement.Start.Scores());

        assertThat(result.diagnosis().anchor()).isGreaterThanOrEqualTo(.2);
        assertThat(result.anchoredScores().values())
                .allSatisfy(s -> assertThat(s).isFinite());
    }

    @Test
    void anLdaThatPointsNowhereIsOutvotedByTheModelsOwnWords() {
        World world = new World(80, 24, 8);
        Random random = new Random(8);
        World noise = world.withScores(
                random.doubles(world.passages.size()).map(z -> .1 * z).toArray());
        Map<String, Double> words = new LinkedHashMap<>();
        noise.sums.forEach(b -> words.put(b.book(), (noise.detective(b.book()) ? 1.5 : 0) + random.nextGaussian()));

        Refinement.Result byTopics = noise.run(new Refinement.Start.Scores());
        Refinement.Result byWords = noise.run(words);

        assertThat(noise.auc(words)).isBetween(.7, .95);
        assertThat(noise.auc(byTopics.anchoredScores())).isLessThan(.7);
        assertThat(noise.auc(byWords.anchoredScores())).isGreaterThan(.97);
        assertThat(byWords.ldaShare()).isLessThan(.3);
        assertThat(byTopics.ldaShare()).isEqualTo(1);
    }

    @Test
    void anLdaThatTheWordsContradictCountsForNothing() {
        World world = new World(40, 12, 9);
        Map<String, Double> words = new LinkedHashMap<>();
        world.sums.forEach(b -> words.put(b.book(), -Math.log(b.meanScore())));

        assertThat(world.run(words).ldaShare()).isZero();
        assertThatThrownBy(() -> world.run(Map.of("book 1", 1.)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("39 of 40 books have no word score");
    }

    @Test
    void saysWhatIsWrong() {
        World world = new World(20, 6, 7);
        refuses(new World(2, 1, 7), "There are 2 books");
        refuses(world.withScores(new double[world.passages.size()]), "all equal");
        world.moments.add("book 1", new float[WIDTH]);
        refuses(world, "sum both from the same passages");
        assertThatThrownBy(() -> new World(20, 6, 7).run(new Refinement.Start.Books(Map.of())))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("start label");
        assertThatThrownBy(() -> new World(20, 6, 7).run(new Refinement.Start.ReadOut(new float[3])))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("another model");
        assertThatThrownBy(() -> new Refinement.Options(2., null, 15, false)).isInstanceOf(BadInputException.class);
    }

    private static void refuses(World world, String why) {
        assertThatThrownBy(() -> world.run(new Refinement.Start.Scores()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(why);
    }

    record Passage(String book, float[] x, double z) {}

    /**
     * Books of eight passages; the first {@code detective} of them lie 1.5 further along dimension
     * 0 and have a somewhat higher score.
     */
    private static final class World {
        final List<Passage> passages;
        final List<BookSums> sums = new ArrayList<>();
        final GroupMoments moments = new GroupMoments(WIDTH);
        private final int detective;

        World(int books, int detective, long seed) {
            this(draw(books, detective, new Random(seed)), detective);
        }

        private World(List<Passage> passages, int detective) {
            this.passages = passages;
            this.detective = detective;
            for (Passage p : passages) {
                if (sums.isEmpty() || !sums.getLast().book().equals(p.book())) {
                    sums.add(new BookSums(p.book(), new int[] {LAYER}, WIDTH));
                }
                sums.getLast().add(new float[][] {p.x()}, p.z());
                moments.add(p.book(), p.x());
            }
        }

        private static List<Passage> draw(int books, int detective, Random random) {
            List<Passage> passages = new ArrayList<>();
            for (int b = 0; b < books; b++) {
                for (int i = 0; i < 8; i++) {
                    float[] x = new float[WIDTH];
                    for (int d = 0; d < WIDTH; d++) {
                        x[d] = (float) (3 + random.nextGaussian());
                    }
                    x[0] += b < detective ? 1.5f : 0;
                    double z = .1 * random.nextDouble() + (b < detective ? .01 : 0);
                    passages.add(new Passage("book " + b, x, z));
                }
            }
            return passages;
        }

        World withScores(double[] z) {
            List<Passage> scored = new ArrayList<>();
            for (int i = 0; i < z.length; i++) {
                scored.add(new Passage(passages.get(i).book(), passages.get(i).x(), z[i]));
            }
            return new World(scored, detective);
        }

        Refinement.Result run(Refinement.Start start) {
            return Refinement.refine(sums, moments, LAYER, start, Refinement.Options.DEFAULT);
        }

        Refinement.Result run(Map<String, Double> wordScores) {
            BookShard shard = BookShard.of(sums, LAYER, moments::groupOf, wordScores, Map.of(), PassageSource.NONE);
            return new Refinement(moments).refine(shard, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        }

        boolean detective(String book) {
            return Integer.parseInt(book.substring(5)) < detective;
        }

        Map<String, Double> ldaScores() {
            Map<String, Double> scores = new LinkedHashMap<>();
            sums.forEach(b -> scores.put(b.book(), b.meanScore()));
            return scores;
        }

        double auc(Map<String, Double> scores) {
            boolean[] labels = new boolean[scores.size()];
            double[] values = new double[labels.length];
            int i = 0;
            for (var e : scores.entrySet()) {
                labels[i] = detective(e.getKey());
                values[i++] = e.getValue();
            }
            return RankingMetrics.auc(labels, values);
        }
    }
}
