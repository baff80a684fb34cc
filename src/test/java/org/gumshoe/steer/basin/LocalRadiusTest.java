// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.refine.TrainingLabels;
import org.junit.jupiter.api.Test;

class LocalRadiusTest {
    private final Refinement.Result home = result(1);
    private final Refinement.Result away = result(2);

    private static Refinement.Result result(int period) {
        Map<String, Double> scores = IntStream.range(0, 40)
                .boxed()
                .collect(Collectors.toMap(i -> "book " + i, i -> i / period % 2 + .01 * i));
        return new Refinement.Result(scores, scores, scores, null, null, 1, null);
    }

    private static double share(Refinement.Start start) {
        return ((TrainingLabels.Perturbed) ((Refinement.Start.Labelled) start).labels()).share();
    }

    private double radius(Function<Refinement.Start, Refinement.Result> refine) {
        return LocalRadius.of(home, refine, 1);
    }

    @Test
    void isTheLargestDisturbanceFromWhichTheRefinementReturns() {
        assertThat(radius(start -> home)).isEqualTo(1);
        assertThat(radius(start -> away)).isZero();
        assertThat(radius(start -> share(start) <= .45 ? home : away)).isEqualTo(.45);
    }

    /** Of made-up books, a quarter in the concept, a third in a stronger cluster that has nothing to do with it. */
    private static double radiusOfBooks(double shift, int seed) {
        Random random = new Random(seed);
        int width = 16;
        List<BookSums> books = new ArrayList<>();
        GroupMoments moments = new GroupMoments(width);
        for (int b = 0; b < 150; b++) {
            boolean in = b % 4 == 0;
            double[] mean = random.doubles(width, -1, 1).toArray();
            mean[0] += in ? shift : 0;
            mean[1] += b % 3 == 0 ? 2 : 0;
            BookSums book = new BookSums("book " + b, new int[] {1}, width);
            for (int i = 0; i < 6; i++) {
                float[] x = new float[width];
                for (int d = 0; d < width; d++) {
                    x[d] = (float) (mean[d] + random.nextGaussian());
                }
                book.add(new float[][] {x}, .1 * random.nextDouble() + (in ? .1 : 0));
                moments.add(book.book(), x);
            }
            books.add(book);
        }
        Refinement refinement = new Refinement(moments);
        Function<Refinement.Start, Refinement.Result> refine =
                start -> refinement.refine(books, 1, start, Refinement.Options.DEFAULT);
        return LocalRadius.of(refine.apply(new Refinement.Start.Scores()), refine, seed);
    }

    /** Of 24 shelves of books. */
    private static double[] radii(double shift) {
        return IntStream.range(1, 25)
                .parallel()
                .mapToDouble(seed -> radiusOfBooks(shift, seed))
                .toArray();
    }

    @Test
    void aFaintClusterIsLostBySmallerDisturbancesThanAClearOne() {
        assertThat(radii(2)).containsOnly(1);
        assertThat(Arrays.stream(radii(.5)).filter(radius -> radius <= .8)).hasSizeGreaterThan(4);
    }

    @Test
    void aRestartThatTheBooksDoNotAllowHasNotComeHome() {
        double radius = radius(start -> {
            if (share(start) > .7) {
                throw new BadInputException("too alike");
            }
            return home;
        });

        assertThat(radius).isEqualTo(.7);
    }

    @Test
    void nothingIsThrownWhereTheBooksDoNotAllowTheNextRestart() {
        Refinement.Solution solution = new Refinement.Solution(
                new TrainingLabels.Ranked(null, new double[] {0}),
                null,
                1,
                new Refinement.Diagnosis(.9, .9, .2, 0, 40, 40));
        ShardSums refusing = new ShardSums(
                question -> {
                    throw new BadInputException("too few");
                },
                3);

        Restarts next = LocalRadius.next(Restarts.NONE.with(true), solution, refusing, start -> solution);

        assertThat(next).isEqualTo(Restarts.NONE.with(true).with(false));
    }
}
