// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A planner that measures whether a block is faster in eight bits than in f32, and, for the down projection of each
 * block, how much its rounding changes the end of the model. Where a block makes a massive activation (Sun et al. 2024,
 * arXiv 2402.17762), that one matrix can change as much as ten others. It takes some seconds, once; minutes for a
 * model of billions of weights.
 */
final class ReadingPlanner {
    /** Part of the time in f32 that a block in eight bits may take to be worth its rounding. */
    private static final double WORTH_ROUNDING = .9;

    /** Times the mean effect of a down projection from which one stays in f32. */
    private static final double OUTSTANDING = 3;

    private static final String MATRIX = "down_proj";
    private static final int PACE_TOKENS = 256;
    private static final int PACE_RUNS = 5;

    private final Transformer transformer;
    private final int count;
    private final int width;

    ReadingPlanner(Transformer transformer) {
        this.transformer = transformer;
        this.count = transformer.config().numLayers();
        this.width = transformer.config().hiddenSize();
    }

    /** Measures, with a text of these tokens; it passes half of the blocks, on average, for each block. */
    ReadingPlan measure(int[] ids) {
        double eightBits = withBlock(0, matrix -> true, block -> milliseconds(block, ids));
        double f32 = withBlock(0, matrix -> false, block -> milliseconds(block, ids));
        String pace = String.format(
                Locale.ROOT, "ms of a block of %d tokens, eight bits / f32: %.1f / %.1f", PACE_TOKENS, eightBits, f32);
        return eightBits > WORTH_ROUNDING * f32 ? ReadingPlan.inF32(pace) : choose(effects(ids), pace);
    }

    /** Returns the shortest time of a block, of several. */
    private double milliseconds(TransformerBlock block, int[] ids) {
        int[] repeated =
                IntStream.range(0, PACE_TOKENS).map(i -> ids[i % ids.length]).toArray();
        double best = Double.POSITIVE_INFINITY;
        try (ForwardBatch batch = ForwardBatch.withoutCache(transformer, List.of(repeated))) {
            for (int run = 0; run < PACE_RUNS; run++) {
                NDArray residual = transformer.embed(batch);
                long begin = System.nanoTime();
                Transformer.forward(block, 0, residual, batch).close();
                best = Math.min(best, (System.nanoTime() - begin) / 1e6);
            }
        }
        return best;
    }

    /**
     * Returns for each block by how much of its square the end changes where the down projection of that block alone is
     * rounded. All such texts pass together through one block after the other, so that a single one is in memory.
     */
    double[] effects(int[] ids) {
        List<float[]> texts = new ArrayList<>(List.of(embedded(ids)));
        for (int i = 0; i < count; i++) {
            int block = i;
            List<float[]> exact = List.of(texts.getFirst());
            List<float[]> all = List.copyOf(texts);
            texts.clear();
            texts.addAll(withBlock(i, matrix -> false, f32 -> pass(f32, block, ids, all)));
            texts.addAll(withBlock(i, MATRIX::equals, rounded -> pass(rounded, block, ids, exact)));
        }
        float[] exact = texts.removeFirst();
        return texts.stream().mapToDouble(end -> change(exact, end)).toArray();
    }

    private float[] embedded(int[] ids) {
        try (ForwardBatch batch = ForwardBatch.withoutCache(transformer, List.of(ids))) {
            return transformer.embed(batch).toFloatArray();
        }
    }

    /** Returns the residual streams after a block of several texts of the same tokens. */
    private List<float[]> pass(TransformerBlock block, int index, int[] ids, List<float[]> residuals) {
        int size = ids.length * width;
        float[] all = new float[residuals.size() * size];
        for (int i = 0; i < residuals.size(); i++) {
            System.arraycopy(residuals.get(i), 0, all, i * size, size);
        }
        try (ForwardBatch batch = ForwardBatch.withoutCache(transformer, Collections.nCopies(residuals.size(), ids));
                NDArray input = batch.manager().create(all, new Shape(all.length / width, width));
                NDArray output = Transformer.forward(block, index, input, batch)) {
            float[] after = output.toFloatArray();
            return IntStream.range(0, residuals.size())
                    .mapToObj(i -> Arrays.copyOfRange(after, i * size, (i + 1) * size))
                    .toList();
        }
    }

    /** Loads a block for a measurement alone. */
    private <T> T withBlock(int index, Predicate<String> isEightBit, Function<TransformerBlock, T> measurement) {
        List<Runnable> closers = new ArrayList<>();
        // the tensors of f32 weights lie in the arena, so they are closed before it
        try (Arena arena = Arena.ofShared();
                NDManager scope = transformer.manager().newSubManager();
                EngineLoader loader = transformer.engineLoader(scope, arena, closers)) {
            return measurement.apply(loader.block(index, isEightBit));
        } finally {
            closers.forEach(Runnable::run);
        }
    }

    /** Returns the mean over tokens of the squared difference, as part of the square. */
    private double change(float[] from, float[] to) {
        double sum = 0;
        for (int token = 0; token < from.length; token += width) {
            double change = 0;
            double square = 0;
            for (int i = token; i < token + width; i++) {
                double difference = to[i] - from[i];
                change += difference * difference;
                square += (double) from[i] * from[i];
            }
            sum += change / square;
        }
        return sum * width / from.length;
    }

    static ReadingPlan choose(double[] effects, String pace) {
        double all = Arrays.stream(effects).sum();
        int[] outstanding = IntStream.range(0, effects.length)
                .filter(i -> effects[i] > OUTSTANDING * all / effects.length)
                .toArray();
        double theirs = Arrays.stream(outstanding).mapToDouble(i -> effects[i]).sum();
        Set<String> f32 = Arrays.stream(outstanding)
                .mapToObj(i -> ReadingPlan.name(i, MATRIX))
                .collect(Collectors.toSet());
        return new ReadingPlan(
                true,
                f32,
                String.format(
                        Locale.ROOT,
                        "%s; rounded, all down projections change %.5f of the end's square%s",
                        pace,
                        all,
                        f32.isEmpty() ? "" : String.format(Locale.ROOT, ", these alone %.5f", theirs)));
    }
}
