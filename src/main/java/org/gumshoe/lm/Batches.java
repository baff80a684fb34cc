// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Texts of any lengths as batches of texts of equal length, so that no time goes into padding. */
final class Batches {
    /** With more a batch's products gain no pace, and what is read of it takes the more memory. */
    private static final int TOKENS = 1024;

    private Batches() {}

    /**
     * Places of the texts of each batch. The longest come first, and of those of one length so many are together that all threads have their share: what is left at the end is short.
     *
     * @param threads so many batches are read at once
     */
    static List<int[]> of(List<int[]> texts, int threads) {
        long tokens = texts.stream().mapToLong(text -> text.length).sum();
        long rounds = Math.ceilDiv(tokens, (long) threads * TOKENS);
        long most = Math.ceilDiv(tokens, threads * Math.max(1, rounds));
        int[] order = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(text -> -texts.get(text).length))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> batches = new ArrayList<>();
        for (int from = 0, to; from < order.length; from = to) {
            int length = texts.get(order[from]).length;
            to = from + 1;
            while (to < order.length
                    && texts.get(order[to]).length == length
                    && (long) (to + 1 - from) * length <= most) {
                to++;
            }
            batches.add(IntStream.range(from, to).map(i -> order[i]).toArray());
        }
        return batches;
    }
}
