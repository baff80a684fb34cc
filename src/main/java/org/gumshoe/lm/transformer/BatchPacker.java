// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Texts of any lengths as batches of about as many tokens each. */
final class BatchPacker {
    /** With more a batch's products gain no pace, and what is read of it takes the more memory. */
    private static final int TOKENS = 1024;

    private static final class Batch {
        private final int number;
        private final List<Integer> texts = new ArrayList<>();
        private int tokens;

        Batch(int number) {
            this.number = number;
        }

        void add(int text, int length) {
            texts.add(text);
            tokens += length;
        }

        boolean tooLarge() {
            return texts.size() > 1 && tokens > TOKENS;
        }

        int[] places() {
            return texts.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private BatchPacker() {}

    /**
     * Places of the texts of each batch: the longest first, each to the batch that is the shortest
     * so far (Graham 1969). All threads have their share, and a batch has no more tokens than
     * {@link #TOKENS} unless it is a single text.
     *
     * @param threads so many batches are read at once
     */
    static List<int[]> of(List<int[]> texts, int threads) {
        long tokens = texts.stream().mapToLong(text -> text.length).sum();
        long rounds = Math.ceilDiv(tokens, (long) threads * TOKENS);
        List<Batch> batches;
        do {
            batches = spread(texts, (int) Math.min(texts.size(), threads * rounds++));
        } while (batches.stream().anyMatch(Batch::tooLarge));
        return batches.stream().map(Batch::places).toList();
    }

    private static List<Batch> spread(List<int[]> texts, int count) {
        List<Batch> batches = IntStream.range(0, count).mapToObj(Batch::new).toList();
        PriorityQueue<Batch> shortest = new PriorityQueue<>(
                Comparator.<Batch>comparingInt(batch -> batch.tokens).thenComparingInt(batch -> batch.number));
        shortest.addAll(batches);
        IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(text -> -texts.get(text).length))
                .forEach(text -> {
                    Batch batch = shortest.remove();
                    batch.add(text, texts.get(text).length);
                    shortest.add(batch);
                });
        return batches;
    }
}
