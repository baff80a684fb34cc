// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.engine.InferenceThreadPool;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A decoder-only transformer that is loaded: embedding, blocks ({@link BlockScriptSource}) and
 * language model head. The residual stream is f32, tokens x hiddenSize, in every precision of the
 * weights.
 *
 * <p>DJL gives the result of a tensor operation to the manager of its receiver; weights are
 * therefore arguments, never receivers.
 */
public final class Transformer implements AutoCloseable {
    private final TransformerConfig config;
    private final Arena arena = Arena.ofShared();
    private final NDManager manager;
    private final List<Runnable> closers = new ArrayList<>();
    private final MatrixPacker packer;
    private final KvCache.Functions kvCacheFunctions;
    private final WeightReader tokenEmbedding;
    private final WeightReader positionEmbedding;
    private final List<TransformerBlock> blocks;
    private final LmHead lmHead;
    private Optional<JavaDecoder> javaDecoder;

    /** A tap on the residual stream. */
    @FunctionalInterface
    interface Tap {
        /**
         * Receives the residual stream after {@code layer} blocks, with injections.
         *
         * @param residual tokens x hiddenSize; valid only during the call
         */
        void layer(int layer, NDArray residual);
    }

    /**
     * Loads a transformer.
     *
     * @param numBlocks number of blocks to load, from the first
     * @param withLmHead whether to load the head, without which tokens cannot be predicted
     */
    public Transformer(ModelFile file, int numBlocks, boolean withLmHead, Precision precision) {
        this(file, numBlocks, withLmHead, precision, true);
    }

    /** @param packs whether matrices are packed, as in {@link MatrixPacker} */
    Transformer(ModelFile file, int numBlocks, boolean withLmHead, Precision precision, boolean packs) {
        this.config = file.config();
        this.manager = TorchRuntime.newManager();
        try {
            this.packer = new MatrixPacker(precision, manager, packs);
            closers.add(packer::close);
            this.kvCacheFunctions = new KvCache.Functions(precision);
            closers.add(kvCacheFunctions::close);
            try (WeightLoader loader = new WeightLoader(file, manager, arena, packer, closers)) {
                this.tokenEmbedding = loader.tokenEmbedding();
                this.positionEmbedding = loader.positionEmbedding();
                this.blocks =
                        IntStream.range(0, numBlocks).mapToObj(loader::block).toList();
                this.lmHead = withLmHead ? loader.lmHead() : null;
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    NDManager manager() {
        return manager;
    }

    TransformerConfig config() {
        return config;
    }

    MatrixPacker packer() {
        return packer;
    }

    KvCache.Functions kvCacheFunctions() {
        return kvCacheFunctions;
    }

    /** Returns the threads that run forward passes of this model. */
    public InferenceThreadPool inferenceThreads() {
        return TorchRuntime.inferenceThreads(manager.getDevice());
    }

    /** Returns the number of blocks that are loaded. */
    public int loadedBlocks() {
        return blocks.size();
    }

    public boolean hasLmHead() {
        return lmHead != null;
    }

    /**
     * Runs the forward pass.
     *
     * @param numBlocks number of blocks to run, from the first
     * @return the residual stream after them; it belongs to the batch
     */
    NDArray forward(ForwardBatch batch, int numBlocks, Tap tap) {
        NDArray residual = embed(batch);
        for (int layer = 0; ; layer++) {
            residual = batch.injected(layer, residual);
            tap.layer(layer, residual);
            if (layer == numBlocks) {
                return residual;
            }
            try (NDManager scope = batch.manager().newSubManager()) {
                residual.attach(scope);
                residual = forwardBlock(layer, residual, batch);
                residual.attach(batch.manager());
            }
        }
    }

    /** Runs the forward pass through all blocks of the model, without a tap. */
    public NDArray forward(ForwardBatch batch) {
        return forward(batch, config.numLayers(), (layer, residual) -> {});
    }

    private NDArray forwardBlock(int index, NDArray residual, ForwardBatch batch) {
        TransformerBlock block = blocks.get(index);
        ForwardBatch.MaskTensors mask = batch.mask(block.layer().slidingWindow());
        return block.forward(
                residual,
                batch.rotaryFactors(block.layer().rope()),
                mask.attnMask(),
                mask.queryBlocks(),
                batch.cacheWrites(),
                batch.keyCache(index),
                batch.valueCache(index));
    }

    /**
     * Computes the logits of the next token.
     *
     * @param residual residual stream after the last block at some positions: rows x hiddenSize
     * @return rows x vocabSize
     */
    public NDArray logits(NDArray residual) {
        return lmHead.apply(residual);
    }

    /**
     * Returns the decoder in Java, where this model and this machine allow one. The model must have
     * its head loaded.
     */
    public Optional<JavaDecoder> javaDecoder() {
        if (javaDecoder == null) {
            javaDecoder = JavaDecoder.of(this, blocks, lmHead);
        }
        return javaDecoder;
    }

    /**
     * Makes the decoder in Java with matrices as this probe finds them, on any processor; without
     * vectors of 512 bits it is slow.
     */
    Optional<JavaDecoder> javaDecoder(PackedLayoutProbe probe) {
        return JavaDecoder.of(this, blocks, lmHead, probe);
    }

    private NDArray embed(ForwardBatch batch) {
        int hiddenSize = config.hiddenSize();
        float[] residual = new float[batch.tokens() * hiddenSize];
        for (int token = 0; token < batch.tokens(); token++) {
            embed(batch.id(token), batch.position(token), residual, token * hiddenSize);
        }
        return batch.manager().create(residual, new Shape(batch.tokens(), hiddenSize));
    }

    /**
     * Writes the embedding of a token, the residual stream before the first block.
     *
     * @param offset index in {@code residual} of the first component
     */
    void embed(int id, int position, float[] residual, int offset) {
        float[] learnedPosition = new float[config.hiddenSize()];
        tokenEmbedding.source().readRow(id, residual, offset);
        if (positionEmbedding != null) {
            positionEmbedding.source().readRow(position, learnedPosition, 0);
        }
        for (int i = 0; i < learnedPosition.length; i++) {
            residual[offset + i] = (float) config.embeddingScale() * residual[offset + i] + learnedPosition[i];
        }
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        manager.close();
        arena.close();
    }
}
