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
import org.gumshoe.lm.script.BlockScriptSource;

/**
 * The batch of one forward pass: the new tokens of all sequences, concatenated without padding,
 * with their positions, attention masks, KV cache writes and injections.
 */
public final class ForwardBatch implements AutoCloseable {
    /**
     * What the layers of one window attend to and write: an {@link AttentionMask} as tensors, the
     * mask in the precision of the weights, and {@link KvRing#planWrites}.
     */
    record WindowTensors(NDArray attnMask, NDArray queryBlocks, NDArray cacheWrites) {}

    private final Transformer transformer;
    private final NDManager manager;
    private final int[] ids;
    private final int[] positions;
    private final int[] lengths;
    private final KvCache kvCache;
    private final IntFunction<AttentionMask> maskOfWindow;
    private final IntFunction<long[][]> writesOfWindow;
    private final NDArray unused;
    private final Map<Integer, NDArray> injections = new HashMap<>();
    private final Map<Rope, NDArray> rotaryFactors = new HashMap<>();
    private final Map<Integer, WindowTensors> windows = new HashMap<>();

    private ForwardBatch(
            Transformer transformer,
            int[] ids,
            int[] positions,
            int[] lengths,
            IntFunction<AttentionMask> maskOfWindow,
            KvCache kvCache,
            IntFunction<long[][]> writesOfWindow) {
        this.transformer = transformer;
        this.manager = transformer.manager().newSubManager();
        this.ids = ids;
        this.positions = positions;
        this.lengths = lengths;
        this.kvCache = kvCache;
        this.maskOfWindow = maskOfWindow;
        this.writesOfWindow = writesOfWindow;
        this.unused = manager.create(0f);
    }

    /** Makes a batch of whole sequences, of any lengths, without a KV cache. */
    public static ForwardBatch withoutCache(Transformer transformer, List<int[]> sequences) {
        return wholeSequences(transformer, sequences, null, window -> new long[0][]);
    }

    /**
     * Makes a batch of whole sequences whose keys and values are written to the cache. Call
     * {@link KvCache#reserve} before.
     *
     * @param slots the cache slot of each sequence
     */
    public static ForwardBatch prefill(Transformer transformer, List<int[]> sequences, KvCache kvCache, int[] slots) {
        int[] lengths = lengths(sequences);
        kvCache.admit(Arrays.stream(lengths).max().orElse(0));
        return wholeSequences(
                transformer, sequences, kvCache, window -> kvCache.ring(window).planWrites(slots, lengths));
    }

    private static ForwardBatch wholeSequences(
            Transformer transformer, List<int[]> sequences, KvCache kvCache, IntFunction<long[][]> writesOfWindow) {
        int[] lengths = lengths(sequences);
        int[] ids = sequences.stream().flatMapToInt(Arrays::stream).toArray();
        int[] positions = Arrays.stream(lengths)
                .flatMap(length -> IntStream.range(0, length))
                .toArray();
        return new ForwardBatch(
                transformer,
                ids,
                positions,
                lengths,
                window -> AttentionMask.causal(lengths, window, BlockScriptSource.MAX_QUERIES),
                kvCache,
                writesOfWindow);
    }

    private static int[] lengths(List<int[]> sequences) {
        return sequences.stream().mapToInt(ids -> ids.length).toArray();
    }

    /**
     * Makes a batch of the next token of the sequence in each of the first slots. Call
     * {@link KvCache#advance} before.
     *
     * @param ids the token of each slot
     * @param lengths tokens of each sequence, this one included
     */
    public static ForwardBatch decode(Transformer transformer, int[] ids, int[] lengths, KvCache kvCache) {
        int[] positions = Arrays.stream(lengths).map(length -> length - 1).toArray();
        int[] ones = new int[ids.length];
        Arrays.fill(ones, 1);
        IntFunction<AttentionMask> maskOfWindow = window -> AttentionMask.decode(lengths, kvCache.ring(window), window);
        return new ForwardBatch(transformer, ids, positions, ones, maskOfWindow, kvCache, window -> new long[0][]);
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

    /** Returns the row of the last token of each sequence. */
    public NDArray lastTokens() {
        long[] last = new long[lengths.length];
        for (int sequence = 0, end = 0; sequence < last.length; sequence++) {
            end += lengths[sequence];
            last[sequence] = end - 1;
        }
        return manager.create(last);
    }

    /** Returns the cached keys of a block, to which the block writes new ones. */
    NDArray keyCache(int block) {
        return kvCache == null ? unused : kvCache.keys(block);
    }

    /** Returns the cached values of a block, to which the block writes new ones. */
    NDArray valueCache(int block) {
        return kvCache == null ? unused : kvCache.values(block);
    }

    /**
     * Adds vectors to the residual stream of this pass.
     *
     * @param bySequence a list for each sequence, or a single list for all of them
     */
    public ForwardBatch inject(List<List<Injection>> bySequence) {
        int hiddenSize = transformer.config().hiddenSize();
        Map<Integer, float[][]> sums = new HashMap<>();
        for (int sequence = 0; sequence < bySequence.size(); sequence++) {
            for (Injection injection : bySequence.get(sequence)) {
                float[] sum = sums.computeIfAbsent(
                                injection.layer(), layer -> new float[bySequence.size()][hiddenSize])[sequence];
                for (int i = 0; i < hiddenSize; i++) {
                    sum[i] += injection.vector()[i];
                }
            }
        }
        sums.forEach(
                (layer, sum) -> injections.put(layer, sum.length == 1 ? manager.create(sum[0]) : repeatByToken(sum)));
        return this;
    }

    /** Repeats the vector of each sequence for each of its tokens. */
    private NDArray repeatByToken(float[][] vectors) {
        float[][] repeated = new float[tokens()][];
        for (int sequence = 0, token = 0; sequence < vectors.length; sequence++) {
            Arrays.fill(repeated, token, token += lengths[sequence], vectors[sequence]);
        }
        return manager.create(repeated);
    }

    /** Returns the residual stream after {@code layer} blocks plus what is injected there. */
    NDArray injected(int layer, NDArray residual) {
        NDArray injection = injections.get(layer);
        return injection == null ? residual : residual.add(injection);
    }

    /**
     * Returns the rotary factors of each token, f32, tokens x 1 x headDim / 2 x 2 (cosine and
     * sine); a placeholder where {@code rope} is null.
     */
    NDArray rotaryFactors(Rope rope) {
        return rope == null ? unused : rotaryFactors.computeIfAbsent(rope, this::computeRotaryFactors);
    }

    private NDArray computeRotaryFactors(Rope rope) {
        int headDim = transformer.config().headDim();
        float[] factors = new float[tokens() * headDim];
        Map<Rope, Map<Integer, Integer>> tokenOfPosition = new HashMap<>();
        for (int sequence = 0, token = 0; sequence < lengths.length; sequence++) {
            int end = token + lengths[sequence];
            Rope scaled = rope.forLength(positions[end - 1] + 1);
            Map<Integer, Integer> known = tokenOfPosition.computeIfAbsent(scaled, r -> new HashMap<>());
            for (; token < end; token++) {
                Integer same = known.putIfAbsent(positions[token], token);
                if (same == null) {
                    scaled.rotaryFactors(positions[token], headDim, factors, token * headDim);
                } else {
                    System.arraycopy(factors, same * headDim, factors, token * headDim, headDim);
                }
            }
        }
        return manager.create(factors, new Shape(tokens(), 1, headDim / 2, 2));
    }

    /**
     * Returns what layers with a sliding window attend to and write.
     *
     * @param slidingWindow as in {@link TransformerConfig.Layer}
     */
    WindowTensors window(int slidingWindow) {
        return windows.computeIfAbsent(slidingWindow, window -> {
            AttentionMask mask = maskOfWindow.apply(window);
            NDArray attnMask = transformer.packer().convert(manager.create(mask.mask(), mask.shape()));
            return new WindowTensors(attnMask, table(mask.queryBlocks()), table(writesOfWindow.apply(window)));
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
