// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Texts of any lengths as batches of about as many tokens each. */
final class Batches {
    /** With more a batch's products gain no pace, and what is read of it takes the more memory. */
    private static final int TOKENS = 1024;

    private record Batch(int number, List<Integer> texts, int[] tokens) {
        int size() {
            return tokens[0];
        }
    }

    private Batches() {}

    /**
     * Places of the texts of each batch: the longest first, each to the batch that is the shortest so far (Graham 1969). All threads have their share.
     *
     * @param threads so many batches are read at once
     */
    static List<int[]> of(List<int[]> texts, int threads) {
        long tokens = texts.stream().mapToLong(text -> text.length).sum();
        long rounds = Math.ceilDiv(tokens, (long) threads * TOKENS);
        int count = (int) Math.min(texts.size(), threads * rounds);
        List<Batch> batches = IntStream.range(0, count)
                .mapToObj(number -> new Batch(number, new ArrayList<>(), new int[1]))
                .toList();
        PriorityQueue<Batch> shortest =
                new PriorityQueue<>(Comparator.comparingInt(Batch::size).thenComparing(Batch::number));
        shortest.addAll(batches);
        IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(text -> -texts.get(text).length))
                .forEach(text -> {
                    Batch batch = shortest.remove();
                    batch.texts.add(text);
                    batch.tokens[0] += texts.get(text).length;
                    shortest.add(batch);
                });
        return batches.stream()
                .map(batch -> batch.texts.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }
}
