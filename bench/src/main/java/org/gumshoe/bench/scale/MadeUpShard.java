// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.scale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.BookShard;

/**
 * Shard of made-up books of twelve passages. One book in five belongs to the cluster: it lies further
 * along every eighth dimension, and its LDA scores are a little higher. Passages are drawn from the
 * number of their book whenever they are asked for.
 */
final class MadeUpShard {
    /** Width of Gemma 3 270M. */
    static final int WIDTH = 640;

    private static final int PASSAGES = 12;
    private static final int LAYER = 12;

    /** Passages of a group that are summed at once. */
    private static final int BLOCK = 192;

    /** Sums at one layer: activations, their squares, and activations by LDA score and seed words. */
    private static final int SUMS = 4;

    private final int number;
    private final List<BookSums> sums = new ArrayList<>();

    MadeUpShard(int number) {
        this.number = number;
    }

    /** Adds this shard's books in a range and returns the moments of their passages. */
    GroupMoments grow(int from, int to, int shards) {
        GroupMoments moments = new GroupMoments(WIDTH, Integer::parseInt);
        Map<String, List<float[]>> byGroup = new HashMap<>();
        for (int book = from; book < to; book++) {
            if (book % shards == number) {
                float[][] rows = rows(book);
                BookSums sum = new BookSums("book" + book, new int[] {LAYER}, WIDTH);
                for (int p = 0; p < PASSAGES; p++) {
                    sum.add(new float[][] {rows[p]}, score(book, p), 0);
                }
                sums.add(sum);
                String group = Integer.toString(GroupMoments.BY_BOOK.applyAsInt(sum.book()));
                List<float[]> block = byGroup.computeIfAbsent(group, g -> new ArrayList<>());
                block.addAll(List.of(rows));
                if (block.size() >= BLOCK) {
                    moments.addAll(group, block.toArray(float[][]::new));
                    block.clear();
                }
            }
        }
        byGroup.forEach((group, rest) -> moments.addAll(group, rest.toArray(float[][]::new)));
        return moments;
    }

    BookShard shard() {
        GroupMoments groups = new GroupMoments(1);
        return BookShard.of(
                sums,
                LAYER,
                groups,
                visitor -> sums.forEach(sum -> {
                    int book = Integer.parseInt(sum.book().substring("book".length()));
                    float[][] rows = rows(book);
                    for (int p = 0; p < PASSAGES; p++) {
                        visitor.see(sum.book(), rows[p], score(book, p), 0, Double.NaN);
                    }
                }));
    }

    /** Returns how much the sums of the books take. */
    long bytes() {
        return (long) sums.size() * SUMS * WIDTH * Double.BYTES;
    }

    private static float[][] rows(int book) {
        SplittableRandom random = new SplittableRandom(book);
        float[] own = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            own[i] = 2 * random.nextFloat() + (book % 5 == 0 && i % 8 == 0 ? .3f : 0);
        }
        float[][] rows = new float[PASSAGES][WIDTH];
        for (float[] row : rows) {
            for (int i = 0; i < WIDTH; i++) {
                row[i] = own[i] + 4 * random.nextFloat();
            }
        }
        return rows;
    }

    private static double score(int book, int passage) {
        double noise = new SplittableRandom(book * 31L + passage).nextDouble();
        return .1 * noise + (book % 5 == 0 ? .03 : 0);
    }
}
