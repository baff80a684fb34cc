// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
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
    /** Keeps a block's new keys and values, and gives all that the new tokens look at: rows x keyHeads x columns x headWidth each. */
    interface Memory {
        KeysAndValues extend(int block, NDArray keys, NDArray values);
    }

    record KeysAndValues(NDArray keys, NDArray values) {}

    private record Turn(NDArray cos, NDArray sin) {}

    /** Which columns there are for the next tokens: how many tokens before the newest each stands, and how many tokens each row has. */
    private record Seen(boolean ordered, int[] ages, int[] lengths) {}

    private record Sight(int window, int firstQuery, int queries, int firstKey, int keys) {}

    private final NDManager manager;
    private final Description description;
    private final int[][] ids;
    private final int[] starts;
    private final Seen seen;
    private final Memory memory;
    private final Map<Integer, NDArray> injections = new HashMap<>();
    private final Map<Rope, Turn> turns = new HashMap<>();
    private final Map<Sight, NDArray> masks = new HashMap<>();

    private Pass(NDManager parent, Description description, int[][] ids, int[] starts, Seen seen, Memory memory) {
        this.manager = parent.newSubManager();
        this.description = description;
        this.ids = ids;
        this.starts = starts;
        this.seen = seen;
        this.memory = memory;
    }

    /** Whole sequences of equal length, from their beginning. */
    static Pass whole(NDManager parent, Description description, int[][] ids) {
        return beginning(parent, description, ids, (block, keys, values) -> new KeysAndValues(keys, values));
    }

    /** As {@link #whole}, kept in a memory to go on from. */
    static Pass beginning(NDManager parent, Description description, int[][] ids, Memory memory) {
        return new Pass(parent, description, ids, new int[ids.length], null, memory);
    }

    /**
     * The next token of each row, in the newest column of a memory.
     *
     * @param lengths tokens of each row, this one included: it sees no more columns
     */
    static Pass next(NDManager parent, Description description, int[][] ids, int[] lengths, KeyValues memory) {
        int[] starts = Arrays.stream(lengths).map(length -> length - 1).toArray();
        return new Pass(
                parent,
                description,
                ids,
                starts,
                new Seen(memory.ordered(), memory.ages(), lengths),
                memory.next(ids.length));
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

    Memory memory() {
        return memory;
    }

    /** @param byRow one list for each row, or a single one for all of them */
    Pass inject(List<List<Injection>> byRow) {
        int width = description.width();
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

    /** Adds what is injected after so many blocks. */
    void inject(int layer, NDArray stream) {
        NDArray injection = injections.get(layer);
        if (injection != null) {
            stream.reshape(rows(), length(), description.width()).addi(injection);
        }
    }

    /** @param heads rows x tokens x heads x headWidth */
    NDArray rotate(Rope rope, NDArray heads) {
        Turn turn = turns.computeIfAbsent(rope, this::turn);
        int half = rope.pairs();
        NDList parts = 2 * half < description.headWidth()
                ? heads.split(new long[] {half, 2 * half}, 3)
                : heads.split(new long[] {half}, 3);
        NDList swapped = new NDList(parts.get(1), parts.get(0));
        swapped.addAll(parts.subList(2, parts.size()));
        return heads.mul(turn.cos).addi(NDArrays.concat(swapped, 3).muli(turn.sin));
    }

    private Turn turn(Rope rope) {
        int width = description.headWidth();
        int distinct = Arrays.stream(starts).allMatch(start -> start == starts[0]) ? 1 : rows();
        float[] cos = new float[distinct * length() * width];
        float[] sin = new float[cos.length];
        for (int row = 0; row < distinct; row++) {
            for (int i = 0; i < length(); i++) {
                rope.factors(position(row, i), width, cos, sin, (row * length() + i) * width);
            }
        }
        Shape shape = new Shape(distinct, length(), 1, width);
        return new Turn(manager.create(cos, shape), manager.create(sin, shape));
    }

    /** Whether columns go from the oldest to the newest, so that a window is a piece of them. */
    boolean ordered() {
        return seen == null || seen.ordered;
    }

    /**
     * What some of the new tokens must not see of some columns: minus infinity there, else 0; null when they see all of it.
     *
     * @param window as in {@link Description.Layer}
     * @param firstQuery column of the first of these tokens
     * @param firstKey first of the columns
     */
    NDArray mask(int window, int firstQuery, int queries, int firstKey, int keys) {
        if (queries == 1 && (seen == null || seen.ordered && shortest() > seen.ages[firstKey])) {
            return null; // the columns end at the token and begin within its window
        }
        return masks.computeIfAbsent(new Sight(window, firstQuery, queries, firstKey, keys), this::mask);
    }

    private int shortest() {
        return Arrays.stream(seen.lengths).min().orElseThrow();
    }

    private NDArray mask(Sight sight) {
        int distinct = seen == null ? 1 : rows();
        float[] mask = new float[distinct * sight.queries * sight.keys];
        for (int row = 0, at = 0; row < distinct; row++) {
            for (int query = 0; query < sight.queries; query++) {
                for (int key = 0; key < sight.keys; key++, at++) {
                    int column = sight.firstKey + key;
                    int age = seen == null ? sight.firstQuery + query - column : seen.ages[column];
                    int oldest = seen == null ? Integer.MAX_VALUE : seen.lengths[row];
                    boolean visible = age >= 0 && age < oldest && (sight.window == 0 || age < sight.window);
                    mask[at] = visible ? 0 : Float.NEGATIVE_INFINITY;
                }
            }
        }
        return manager.create(mask, new Shape(distinct, 1, 1, sight.queries, sight.keys));
    }

    @Override
    public void close() {
        manager.close();
    }
}
