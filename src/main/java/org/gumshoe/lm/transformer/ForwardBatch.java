// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;

/**
 * One pass over new tokens, those of all texts one after the other: which they are, where they
 * stand in their texts, what they look at, what is kept of them, and what is added to their
 * residual streams.
 */
public final class ForwardBatch implements AutoCloseable {
    /** A {@link AttentionMask} as {@link BlockScriptSource} takes it. */
    record Looks(NDArray mask, NDArray stretches) {}

    private final Transformer transformer;
    private final NDManager manager;
    private final int[] ids;
    private final int[] positions;
    private final int[] lengths;
    private final KvCache memory;
    private final IntFunction<AttentionMask> sight;
    private final NDArray nothing;
    private final NDArray kept;
    private final Map<Integer, NDArray> injections = new HashMap<>();
    private final Map<Rope, NDArray> turns = new HashMap<>();
    private final Map<Integer, Looks> looks = new HashMap<>();

    private ForwardBatch(
            Transformer transformer,
            int[] ids,
            int[] positions,
            int[] lengths,
            IntFunction<AttentionMask> sight,
            KvCache memory,
            long[][] kept) {
        this.transformer = transformer;
        this.manager = transformer.manager().newSubManager();
        this.ids = ids;
        this.positions = positions;
        this.lengths = lengths;
        this.memory = memory;
        this.sight = sight;
        this.nothing = manager.create(0f);
        this.kept = table(kept);
    }

    /** Whole texts of any lengths. */
    public static ForwardBatch whole(Transformer transformer, List<int[]> texts) {
        return whole(transformer, texts, null, new long[0][]);
    }

    /**
     * As {@link #whole(Transformer, List)}, kept to go on from, each text in a slot. Call
     * {@link KvCache#reserve} before.
     */
    public static ForwardBatch beginning(Transformer transformer, List<int[]> texts, KvCache memory, int[] slots) {
        return whole(transformer, texts, memory, memory.keep(slots, lengths(texts)));
    }

    private static ForwardBatch whole(Transformer transformer, List<int[]> texts, KvCache memory, long[][] kept) {
        int[] lengths = lengths(texts);
        int[] ids = texts.stream().flatMapToInt(Arrays::stream).toArray();
        int[] positions = Arrays.stream(lengths)
                .flatMap(length -> IntStream.range(0, length))
                .toArray();
        IntFunction<AttentionMask> sight = window -> AttentionMask.ofTexts(lengths, window, BlockScriptSource.QUERIES);
        return new ForwardBatch(transformer, ids, positions, lengths, sight, memory, kept);
    }

    private static int[] lengths(List<int[]> texts) {
        return texts.stream().mapToInt(text -> text.length).toArray();
    }

    /**
     * The next token of the text in each of the first slots, in the newest column of a memory. Call
     * {@link KvCache#advance} before.
     *
     * @param tokens of each text, this one included: it sees no more columns
     */
    public static ForwardBatch next(Transformer transformer, int[] ids, int[] tokens, KvCache memory) {
        int[] positions = Arrays.stream(tokens).map(count -> count - 1).toArray();
        int[] ones = new int[ids.length];
        Arrays.fill(ones, 1);
        IntFunction<AttentionMask> sight =
                window -> AttentionMask.ofNext(tokens, memory.ages(), memory.newest(), memory.ordered(), window);
        return new ForwardBatch(transformer, ids, positions, ones, sight, memory, new long[0][]);
    }

    public NDManager manager() {
        return manager;
    }

    int tokens() {
        return ids.length;
    }

    int id(int token) {
        return ids[token];
    }

    int position(int token) {
        return positions[token];
    }

    /** The last token of each text. */
    public NDArray lastTokens() {
        long[] last = new long[lengths.length];
        for (int text = 0, end = 0; text < last.length; text++) {
            end += lengths[text];
            last[text] = end - 1;
        }
        return manager.create(last);
    }

    /** Keys so far of the texts that go on, to which the block adds its new ones. */
    NDArray keys(int block) {
        return memory == null ? nothing : memory.keys(block);
    }

    /** As {@link #keys}. */
    NDArray values(int block) {
        return memory == null ? nothing : memory.values(block);
    }

    /** Where new keys and values of whole texts are kept: rows of {@link KvCache#keep}. */
    NDArray kept() {
        return kept;
    }

    /** @param byText one list for each text, or a single one for all of them */
    public ForwardBatch inject(List<List<Injection>> byText) {
        int width = transformer.description().width();
        Map<Integer, float[][]> sums = new HashMap<>();
        for (int text = 0; text < byText.size(); text++) {
            for (Injection injection : byText.get(text)) {
                float[] sum = sums.computeIfAbsent(injection.layer(), layer -> new float[byText.size()][width])[text];
                for (int i = 0; i < width; i++) {
                    sum[i] += injection.vector()[i];
                }
            }
        }
        sums.forEach((layer, sum) -> injections.put(layer, sum.length == 1 ? manager.create(sum[0]) : spread(sum)));
        return this;
    }

    /** The vector of each text for each of its tokens. */
    private NDArray spread(float[][] vectors) {
        float[][] spread = new float[tokens()][];
        for (int text = 0, at = 0; text < vectors.length; text++) {
            Arrays.fill(spread, at, at += lengths[text], vectors[text]);
        }
        return manager.create(spread);
    }

    /** With what is injected after so many blocks. */
    NDArray injected(int layer, NDArray stream) {
        NDArray injection = injections.get(layer);
        return injection == null ? stream : stream.add(injection);
    }

    /**
     * Factors of a rotation, f32, tokens x 1 x half the headWidth x 2 (real and imaginary part);
     * where nothing is turned they say nothing.
     */
    NDArray turn(Rope rope) {
        return rope == null ? nothing : turns.computeIfAbsent(rope, this::factors);
    }

    private NDArray factors(Rope rope) {
        int width = transformer.description().headWidth();
        float[] factors = new float[tokens() * width];
        Map<Integer, Integer> known = new HashMap<>();
        for (int token = 0; token < tokens(); token++) {
            Integer same = known.putIfAbsent(positions[token], token);
            if (same == null) {
                rope.factors(positions[token], width, factors, token * width);
            } else {
                System.arraycopy(factors, same * width, factors, token * width, width);
            }
        }
        return manager.create(factors, new Shape(tokens(), 1, width / 2, 2));
    }

    /** @param window as in {@link TransformerConfig.Layer} */
    Looks looks(int window) {
        return looks.computeIfAbsent(window, asked -> {
            AttentionMask seen = sight.apply(asked);
            NDArray mask = transformer.products().round(manager.create(seen.mask(), seen.shape()));
            return new Looks(mask, table(seen.stretches()));
        });
    }

    private NDArray table(long[][] rows) {
        long[] numbers = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
        return manager.create(numbers, new Shape(rows.length, rows.length == 0 ? 0 : rows[0].length));
    }

    @Override
    public void close() {
        manager.close();
    }
}
