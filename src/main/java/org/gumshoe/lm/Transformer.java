// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The forward pass of a decoder-only transformer (Vaswani et al. 2017; Touvron et al. 2023 for the layout that most share). It reads top to bottom:
 * {@link #run}, {@link #block}, {@link #attention}, {@link FeedForward}. Arrays are f32, whatever the weights are; the residual stream is (rows * tokens) x width.
 *
 * <p>A result of an array operation belongs to the manager of its receiver: weights are therefore arguments, never receivers.
 */
final class Transformer implements AutoCloseable {
    /** So many queries are compared with all their keys at once; longer sequences go in pieces, so that scores fit the memory. */
    private static final int QUERIES = 128;

    private static final int FEW = 16;

    private final Description description;
    private final Arena arena = Arena.ofShared();
    private final NDManager manager = Engines.manager();
    private final List<Runnable> closers = new ArrayList<>();
    private final WeightReader embedding;
    private final WeightReader positions;
    private final List<Block> blocks;
    private final Normalizer outputNorm;
    private final Linear head;

    /** Hears the residual stream after so many blocks, injections included. The array is only valid during the call. */
    interface Tap {
        void layer(int layer, NDArray stream);
    }

    /** @param head whether tokens shall be predicted; without it and its memory only the residual stream can be read */
    Transformer(ModelFile file, int blocks, boolean head, Precision precision) {
        this.description = file.description();
        try {
            WeightLoader loader = new WeightLoader(file, manager, arena, precision, closers);
            this.embedding = loader.embedding();
            this.positions = loader.positions();
            this.blocks = IntStream.range(0, blocks).mapToObj(loader::block).toList();
            this.outputNorm = head ? loader.outputNorm() : null;
            this.head = head ? loader.head() : null;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    NDManager manager() {
        return manager;
    }

    int blocks() {
        return blocks.size();
    }

    boolean predicts() {
        return head != null;
    }

    /** The residual stream after {@code upTo} blocks; it belongs to the pass. */
    NDArray run(Pass pass, int upTo, Tap tap) {
        NDArray stream = embed(pass);
        for (int layer = 0; ; layer++) {
            pass.inject(layer, stream);
            tap.layer(layer, stream);
            if (layer == upTo) {
                return stream;
            }
            try (NDManager scope = pass.manager().newSubManager()) {
                stream.attach(scope);
                stream = block(layer, stream, pass);
                stream.attach(pass.manager());
            }
        }
    }

    /** Scores of every token as the next one, for some rows of the residual stream after the last block. */
    NDArray logits(NDArray stream) {
        NDArray normed = outputNorm.apply(stream);
        return stream.getShape().get(0) <= FEW ? head.applyToFew(normed) : head.apply(normed);
    }

    private NDArray embed(Pass pass) {
        int width = description.width();
        float[] stream = new float[pass.rows() * pass.length() * width];
        float[] position = new float[width];
        for (int row = 0, at = 0; row < pass.rows(); row++) {
            for (int i = 0; i < pass.length(); i++, at += width) {
                embedding.source().row(pass.id(row, i), stream, at);
                if (positions != null) {
                    positions.source().row(pass.position(row, i), position, 0);
                }
                for (int j = 0; j < width; j++) {
                    stream[at + j] = (float) description.embeddingScale() * stream[at + j] + position[j];
                }
            }
        }
        return pass.manager().create(stream, new Shape(pass.rows() * pass.length(), width));
    }

    private NDArray block(int index, NDArray x, Pass pass) {
        Block block = blocks.get(index);
        NDArray attended = attention(index, block.beforeAttention().apply(x), pass);
        NDArray y = x.add(
                block.afterAttention() == null
                        ? attended
                        : block.afterAttention().apply(attended));
        NDArray fed = block.feedForward().apply(block.beforeFeedForward().apply(description.parallel() ? x : y));
        return y.addi(
                block.afterFeedForward() == null
                        ? fed
                        : block.afterFeedForward().apply(fed));
    }

    /** Each key head is looked at by a group of query heads (Ainslie et al. 2023), which are stacked as if they were further tokens. */
    private NDArray attention(int index, NDArray x, Pass pass) {
        Block block = blocks.get(index);
        Description.Layer layer = description.layers().get(index);
        int rows = pass.rows();
        int tokens = pass.length();
        int heads = description.heads();
        int keyHeads = description.keyHeads();
        int group = heads / keyHeads;
        int width = description.headWidth();

        NDList parts = block.queriesKeysValues()
                .apply(x)
                .reshape(rows, tokens, heads + 2 * keyHeads, width)
                .split(new long[] {heads + keyHeads}, 2);
        NDArray compared = parts.get(0);
        if (block.headNorm() != null) {
            compared = block.headNorm().apply(compared);
        }
        if (layer.rope() != null) {
            compared = pass.rotate(layer.rope(), compared);
        }
        NDList queriesAndKeys = compared.split(new long[] {heads}, 2);
        NDArray queries = queriesAndKeys
                .get(0)
                .mul(description.attentionScale())
                .reshape(rows, tokens, keyHeads, group, width)
                .transpose(0, 2, 3, 1, 4);
        NDArray newKeys = queriesAndKeys.get(1).transpose(0, 2, 1, 3);
        NDArray newValues = parts.get(1).transpose(0, 2, 1, 3);
        Pass.KeysAndValues seen = pass.memory().extend(index, newKeys, newValues);

        NDList pieces = new NDList();
        int before = Math.toIntExact(seen.keys().getShape().get(2)) - tokens;
        for (int from = 0; from < tokens; from += QUERIES) {
            int count = Math.min(QUERIES, tokens - from);
            int end = before + from + count;
            int first = layer.window() == 0 || !pass.ordered() ? 0 : Math.max(0, before + from - layer.window() + 1);
            NDArray keys = columns(seen.keys(), 2, first, end);
            NDArray values = columns(seen.values(), 2, first, end);
            NDArray scores = columns(queries, 3, from, from + count)
                    .reshape(rows, keyHeads, (long) group * count, width)
                    .matMul(keys.transpose(0, 1, 3, 2));
            NDArray mask = pass.mask(layer.window(), before + from, count, first, end - first);
            if (mask != null) {
                scores.reshape(rows, keyHeads, group, count, end - first).addi(mask);
            }
            pieces.add(scores.softmax(3).matMul(values).reshape(rows, keyHeads, group, count, width));
        }
        NDArray gathered = pieces.size() == 1 ? pieces.get(0) : NDArrays.concat(pieces, 3);
        return block.attentionOut()
                .apply(gathered.transpose(0, 3, 1, 2, 4).reshape((long) rows * tokens, (long) heads * width));
    }

    private static NDArray columns(NDArray array, int axis, int from, int to) {
        return from == 0 && to == array.getShape().get(axis)
                ? array
                : array.get(new NDIndex().addAllDim(axis).addSliceDim(from, to));
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        manager.close();
        arena.close();
    }
}
