// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.BookRules;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.QuestionFormat;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Shards;

/** Rules of a refinement of made-up books, as a command to publish carries them. */
final class MadeUpRules {
    private static final int BOOKS = 24;
    private static final int EACH = 4;
    private static final int WIDTH = 4;
    private static final int LAYER = 1;

    private MadeUpRules() {}

    static byte[] bytes() {
        Random random = new Random(1);
        GroupMoments moments = new GroupMoments(WIDTH);
        List<BookSums> sums = new ArrayList<>();
        List<String> books = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        double[] z = new double[BOOKS * EACH];
        for (int b = 0; b < BOOKS; b++) {
            BookSums book = new BookSums("book" + b, new int[] {LAYER}, WIDTH);
            for (int p = 0; p < EACH; p++) {
                float[] row = row(random, b % 3 == 0 ? 2 : 0);
                z[rows.size()] = (b % 3 == 0 ? .1 : .02) * (1 + random.nextDouble());
                book.add(new float[][] {row}, z[rows.size()], 0);
                moments.add(book.book(), row);
                books.add(book.book());
                rows.add(row);
            }
            sums.add(book);
        }
        PassageScorer.Passages passages = new PassageScorer.Passages(books, rows.toArray(float[][]::new), z);
        Shards shards =
                Shards.of(List.of(BookShard.of(sums, LAYER, GroupMoments.BY_BOOK, Map.of(), Map.of(), passages)));
        Refinement refinement = new Refinement(moments);
        Refinement.Solution solution =
                refinement.solve(shards, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        return new QuestionFormat()
                .write(new BookRules(
                        solution.labels(), refinement.fitPassages(solution, shards, Refinement.Options.DEFAULT)));
    }

    private static float[] row(Random random, double shift) {
        float[] row = new float[WIDTH];
        for (int d = 0; d < WIDTH; d++) {
            row[d] = (float) (random.nextGaussian() + (d == 0 ? shift : 0));
        }
        return row;
    }
}
