// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** A packer of sequences of any lengths into batches of about the same number of tokens. */
final class BatchPacker {
    /**
     * The limit of tokens: larger batches are no faster, and their hidden states take more memory.
     */
    private static final int MAX_TOKENS = 1024;

    private static final class Batch {
        private final int number;
        private final List<Integer> sequences = new ArrayList<>();
        private int tokens;

        Batch(int number) {
            this.number = number;
        }

        void add(int sequence, int length) {
            sequences.add(sequence);
            tokens += length;
        }

        boolean tooLarge() {
            return sequences.size() > 1 && tokens > MAX_TOKENS;
        }

        int[] sequences() {
            return sequences.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private BatchPacker() {}

    /**
     * Assigns sequences to batches, the longest first, each to the batch with the fewest tokens so
     * far (Graham 1969, LPT). The number of batches is a multiple of {@code threads} where there
     * are enough sequences, and a batch has at most {@link #MAX_TOKENS} tokens unless it is a
     * single sequence.
     *
     * @param threads batches that are read at once
     * @return indices of the sequences of each batch
     */
    static List<int[]> pack(List<int[]> sequences, int threads) {
        long tokens = sequences.stream().mapToLong(ids -> ids.length).sum();
        long rounds = Math.ceilDiv(tokens, (long) threads * MAX_TOKENS);
        List<Batch> batches;
        do {
            batches = distribute(sequences, (int) Math.min(sequences.size(), threads * rounds++));
        } while (batches.stream().anyMatch(Batch::tooLarge));
        return batches.stream().map(Batch::sequences).toList();
    }

    private static List<Batch> distribute(List<int[]> sequences, int count) {
        List<Batch> batches = IntStream.range(0, count).mapToObj(Batch::new).toList();
        PriorityQueue<Batch> smallest = new PriorityQueue<>(
                Comparator.<Batch>comparingInt(batch -> batch.tokens).thenComparingInt(batch -> batch.number));
        smallest.addAll(batches);
        IntStream.range(0, sequences.size())
                .boxed()
                .sorted(Comparator.comparingInt(sequence -> -sequences.get(sequence).length))
                .forEach(sequence -> {
                    Batch batch = smallest.remove();
                    batch.add(sequence, sequences.get(sequence).length);
                    smallest.add(batch);
                });
        return batches;
    }
}
