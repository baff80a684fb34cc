// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of a {@link KvCache} for the layers of one window, a ring that all slots share: the
 * newest tokens of all sequences stand in one column, so that one write stores them all, and a
 * sequence's earlier tokens in the columns before it. Nothing moves when sequences end or join: a
 * slot that becomes free keeps its contents, and a sequence that joins overwrites them, with its
 * last token in the newest column. Where layers have a window, the ring stops growing once it holds
 * that, and the newest tokens take the places of those that no layer sees any more.
 */
final class KvRing {
    /** Columns that are added at once; no fewer than the tokens of a prompt's piece. */
    static final int GROWTH = 64;

    private final int limit;
    private int capacity;
    private int newestColumn;
    private boolean ordered = true;

    /** @param longest tokens of the longest sequence of the first prefill */
    KvRing(int limit, int longest) {
        this.limit = limit;
        this.capacity = (int) Math.min(limit, (long) longest + GROWTH);
        this.newestColumn = Math.min(longest, capacity) - 1;
    }

    /**
     * Returns the most columns that layers need, room for a piece of a prompt included: it is
     * written before its first token has looked back.
     *
     * @param slidingWindow as in {@code TransformerConfig.Layer}
     */
    static int limit(int slidingWindow) {
        return slidingWindow == 0 ? Integer.MAX_VALUE : slidingWindow + GROWTH;
    }

    int capacity() {
        return capacity;
    }

    int newestColumn() {
        return newestColumn;
    }

    /** Returns whether the columns of {@link #ages} go from the oldest to the newest. */
    boolean ordered() {
        return ordered;
    }

    /** Returns the column of the token that is so many tokens older than the newest. */
    int column(int age) {
        return Math.floorMod(newestColumn - age, capacity);
    }

    /**
     * Returns, for each column that {@link ForwardBatch#decode} attends to, its distance in tokens
     * from the newest one.
     */
    int[] ages() {
        int[] ages = new int[ordered ? newestColumn + 1 : capacity];
        Arrays.setAll(ages, column -> Math.floorMod(newestColumn - column, capacity));
        return ages;
    }

    /** Prepares for a sequence of so many tokens that ends at the newest column. */
    void admit(int length) {
        ordered = ordered && length <= newestColumn + 1;
    }

    /**
     * Assigns columns to the tokens of whole sequences that are concatenated in a batch: the last
     * token of each goes to the newest column, what would lie before the first column goes to the
     * end of the ring, and what is too old for it nowhere.
     *
     * @param slots the slot of each sequence
     * @param lengths tokens of each sequence; they have been admitted
     * @return writes of four columns: slot, first cache column, first token of the batch, and
     *     number of tokens
     */
    long[][] planWrites(int[] slots, int[] lengths) {
        List<long[]> writes = new ArrayList<>();
        int end = 0;
        for (int sequence = 0; sequence < slots.length; sequence++) {
            end += lengths[sequence];
            int kept = Math.min(lengths[sequence], capacity);
            int wrapped = Math.max(0, kept - newestColumn - 1);
            if (wrapped > 0) {
                writes.add(new long[] {slots[sequence], capacity - wrapped, end - kept, wrapped});
            }
            int straight = kept - wrapped;
            writes.add(new long[] {slots[sequence], newestColumn + 1 - straight, end - straight, straight});
        }
        return writes.toArray(long[][]::new);
    }

    /** Advances to the next column, overwriting tokens that are too old for any sequence. */
    void advance() {
        newestColumn = (newestColumn + 1) % capacity;
        ordered = newestColumn != 0 && ordered || newestColumn == capacity - 1;
    }

    /** Returns how many columns are missing for a sequence of so many tokens. */
    int missing(int longest) {
        int needed = Math.min(longest, limit);
        return needed <= capacity ? 0 : Math.min(limit - capacity, Math.ceilDiv(needed - capacity, GROWTH) * GROWTH);
    }

    /** Adds columns behind the newest, after all others have been put in order. */
    void grow(int added) {
        newestColumn = ordered ? newestColumn : capacity - 1;
        ordered = true;
        capacity += added;
    }
}
