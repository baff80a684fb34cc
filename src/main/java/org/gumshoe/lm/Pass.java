// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass over new tokens: which they are, where they stand in their sequences, what they may look at, and what is added to their residual
 * streams. Rows are sequences, all with the same number of new tokens.
 */
final class Pass implements AutoCloseable {
    /** What is kept of the tokens before. */
    interface Memory {
        Memory NONE = (block, keys, values) -> {};

        /** Keys and values of a block so far, to which it adds its new ones by itself; null where it has none to look at. */
        default KeysAndValues before(int block) {
            return null;
        }

        /** Hears a block's new keys and values. */
        void after(int block, NDArray keys, NDArray values);
    }

    /** Slots (or rows) x keyHeads x columns (or tokens) x headWidth each. */
    record KeysAndValues(NDArray keys, NDArray values) {}

    /**
     * What new tokens see.
     *
     * @param mask minus infinity where a token must not look, else 0: (1 or rows) x tokens x columns. Of whole sequences it is a strip that slides along them, since what is seen
     *     depends on the distance alone: tokens x twice the columns, as if the first token stood in the middle
     * @param place column for the new keys and values, or -1: they are not added; columns that are seen; how far back from each token that goes, if it is no further than all
     */
    record Sight(NDArray mask, NDArray place) {}

    /** Which columns there are for the next tokens: the newest; how many tokens before it each stands; how many tokens each row has. */
    private record Seen(int newest, boolean ordered, int[] ages, int[] lengths) {}

    private final Transformer transformer;
    private final NDManager manager;
    private final int[][] ids;
    private final int[] starts;
    private final Seen seen;
    private final Memory memory;
    private final NDArray nothing;
    private final Map<Integer, NDArray> injections = new HashMap<>();
    private final Map<Rope, NDArray> turns = new HashMap<>();
    private final Map<Integer, Sight> sights = new HashMap<>();

    private Pass(Transformer transformer, int[][] ids, int[] starts, Seen seen, Memory memory) {
        this.transformer = transformer;
        this.manager = transformer.manager().newSubManager();
        this.ids = ids;
        this.starts = starts;
        this.seen = seen;
        this.memory = memory;
        this.nothing = manager.create(0f);
    }

    /** Whole sequences of equal length, from their beginning. */
    static Pass whole(Transformer transformer, int[][] ids) {
        return beginning(transformer, ids, Memory.NONE);
    }

    /** As {@link #whole}, kept in a memory to go on from. */
    static Pass beginning(Transformer transformer, int[][] ids, Memory memory) {
        return new Pass(transformer, ids, new int[ids.length], null, memory);
    }

    /**
     * The next token of each row, in the newest column of a memory.
     *
     * @param lengths tokens of each row, this one included: it sees no more columns
     */
    static Pass next(Transformer transformer, int[][] ids, int[] lengths, KeyValues memory) {
        int[] starts = Arrays.stream(lengths).map(length -> length - 1).toArray();
        Seen seen = new Seen(memory.newest(), memory.ordered(), memory.ages(), lengths);
        return new Pass(transformer, ids, starts, seen, memory.next());
    }

    NDManager manager() {
        return manager;
    }

    int rows() {
        return ids.length;
    }

    int length() {
        return ids[0].length;
    }

    int id(int row, int index) {
        return ids[row][index];
    }

    int position(int row, int index) {
        return starts[row] + index;
    }

    KeysAndValues before(int block) {
        KeysAndValues before = memory.before(block);
        return before == null ? new KeysAndValues(nothing, nothing) : before;
    }

    void after(int block, NDArray keys, NDArray values) {
        memory.after(block, keys, values);
    }

    /** @param byRow one list for each row, or a single one for all of them */
    Pass inject(List<List<Injection>> byRow) {
        int width = transformer.description().width();
        Map<Integer, float[]> sums = new HashMap<>();
        for (int row = 0; row < byRow.size(); row++) {
            for (Injection injection : byRow.get(row)) {
                float[] sum = sums.computeIfAbsent(injection.layer(), layer -> new float[byRow.size() * width]);
                for (int i = 0; i < width; i++) {
                    sum[row * width + i] += injection.vector()[i];
                }
            }
        }
        sums.forEach((layer, sum) -> injections.put(layer, manager.create(sum, new Shape(byRow.size(), 1, width))));
        return this;
    }

    /** With what is injected after so many blocks. */
    NDArray injected(int layer, NDArray stream) {
        NDArray injection = injections.get(layer);
        return injection == null ? stream : stream.add(injection);
    }

    /** Factors of a rotation, f32, (1 or rows) x tokens x 1 x half the headWidth x 2 (real and imaginary part); where nothing is turned they say nothing. */
    NDArray turn(Rope rope) {
        return rope == null ? nothing : turns.computeIfAbsent(rope, this::factors);
    }

    private NDArray factors(Rope rope) {
        int width = transformer.description().headWidth();
        int distinct = Arrays.stream(starts).allMatch(start -> start == starts[0]) ? 1 : rows();
        float[] factors = new float[distinct * length() * width];
        for (int row = 0; row < distinct; row++) {
            for (int i = 0; i < length(); i++) {
                rope.factors(position(row, i), width, factors, (row * length() + i) * width);
            }
        }
        return manager.create(factors, new Shape(distinct, length(), 1, width / 2, 2));
    }

    /** @param window as in {@link Description.Layer} */
    Sight sight(int window) {
        return sights.computeIfAbsent(window, seen == null ? this::strip : this::columns);
    }

    private Sight strip(int window) {
        int tokens = length();
        int rows = Math.min(tokens, BlockText.QUERIES);
        float[] mask = new float[rows * 2 * tokens];
        for (int query = 0, at = 0; query < rows; query++) {
            for (int column = -tokens; column < tokens; column++, at++) {
                mask[at] = shown(query - column, window);
            }
        }
        return sight(mask, new Shape(1, rows, 2L * tokens), -1, tokens, window == 0 ? tokens : window);
    }

    private Sight columns(int window) {
        int columns = seen.ages.length;
        float[] mask = new float[rows() * columns];
        for (int row = 0, at = 0; row < rows(); row++) {
            for (int column = 0; column < columns; column++, at++) {
                int age = seen.ages[column];
                mask[at] = age < seen.lengths[row] ? shown(age, window) : Float.NEGATIVE_INFINITY;
            }
        }
        return sight(
                mask,
                new Shape(rows(), 1, columns),
                seen.newest,
                columns,
                window == 0 || !seen.ordered ? columns : window);
    }

    private static float shown(int age, int window) {
        return age >= 0 && (window == 0 || age < window) ? 0 : Float.NEGATIVE_INFINITY;
    }

    private Sight sight(float[] mask, Shape shape, int... place) {
        return new Sight(transformer.products().round(manager.create(mask, shape)), manager.create(place));
    }

    @Override
    public void close() {
        manager.close();
    }
}
