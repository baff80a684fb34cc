// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.engine.EightBitPacker;
import org.gumshoe.lm.engine.InferenceThreadPool;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.script.BlockScriptSource;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A decoder-only transformer: embedding, blocks ({@link BlockScriptSource}) and
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
    private final List<Runnable> closers = Collections.synchronizedList(new ArrayList<>());
    private final MatrixPacker packer;
    private final Precision precision;
    private KvCache.Functions kvCacheFunctions;
    private final WeightReader tokenEmbedding;
    private final WeightReader positionEmbedding;
    private final List<StoredWeights> storedBlocks;
    private final StoredWeights storedHead;
    private final Function<Transformer, DecodePlan> planner;
    private final Function<Transformer, ReadingPlan> readingPlanner;
    private final Object decoding = new Object();
    private final Object loading = new Object();
    private volatile List<TransformerBlock> blocks = List.of();
    private LmHead lmHead;
    private Optional<EightBitPacker> eightBits;
    private DecodePlan plan;
    private ReadingPlan reading;
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
     * Opens a transformer. Its weights stay in the file until the engine needs them, and so do those of
     * blocks that it never needs; what Java decodes needs them nowhere else.
     *
     * @param planner chooses how tokens are decoded, once, when the first are
     * @param readingPlanner chooses what is read in eight bits, once, when the first blocks of a model in
     *     {@link Precision#INT8} are
     */
    public Transformer(
            ModelFile file,
            Precision precision,
            Function<Transformer, DecodePlan> planner,
            Function<Transformer, ReadingPlan> readingPlanner) {
        this(file, precision, true, planner, readingPlanner);
    }

    /** @param packs whether matrices are packed, as in {@link MatrixPacker} */
    Transformer(
            ModelFile file,
            Precision precision,
            boolean packs,
            Function<Transformer, DecodePlan> planner,
            Function<Transformer, ReadingPlan> readingPlanner) {
        this.config = file.config();
        this.precision = precision;
        this.planner = planner;
        this.readingPlanner = readingPlanner;
        this.manager = TorchRuntime.newManager();
        try {
            this.packer = new MatrixPacker(precision, manager, packs);
            closers.add(packer::close);
            WeightLoader loader = new WeightLoader(file);
            this.tokenEmbedding = loader.tokenEmbedding();
            this.positionEmbedding = loader.positionEmbedding();
            this.storedBlocks = IntStream.range(0, config.numLayers())
                    .mapToObj(loader::block)
                    .toList();
            this.storedHead = loader.lmHead();
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

    /** Returns what packs the matrices of the blocks that the engine multiplies in eight bits, where it does. */
    Optional<EightBitPacker> eightBits() {
        synchronized (loading) {
            if (eightBits == null) {
                eightBits = precision == Precision.INT8 ? EightBitPacker.on(manager) : Optional.empty();
                eightBits.ifPresent(bits -> closers.add(bits::close));
            }
            return eightBits;
        }
    }

    List<StoredWeights> storedBlocks() {
        return storedBlocks;
    }

    StoredWeights storedHead() {
        return storedHead;
    }

    /** Returns the names of all matrices of the first block and of the head. */
    Set<String> storedMatrixNames() {
        Set<String> names = new HashSet<>(storedHead.matrices().keySet());
        storedBlocks.forEach(block -> names.addAll(block.matrices().keySet()));
        return names;
    }

    /** Returns the functions of KV caches: bf16 where Java reads them, else {@link Precision#ofKeysAndValues}. */
    synchronized KvCache.Functions kvCacheFunctions() {
        if (kvCacheFunctions == null) {
            kvCacheFunctions = new KvCache.Functions(
                    plan().javaTexts() > 0 ? Precision.BF16 : Precision.ofKeysAndValues(packer.precision()));
            closers.add(kvCacheFunctions::close);
        }
        return kvCacheFunctions;
    }

    /** Returns what those hold who decode tokens; they take turns, and whoever only reads does not wait for them. */
    public Object decoding() {
        return decoding;
    }

    /** Returns the first blocks of the engine. Those that are needed first are loaded side by side in memory. */
    List<TransformerBlock> blocks(int count) {
        if (blocks.size() < count) {
            loadBlocks(count);
        }
        return blocks.subList(0, count);
    }

    private void loadBlocks(int count) {
        synchronized (loading) {
            if (reading == null) {
                reading = eightBits().isPresent() ? readingPlanner.apply(this) : ReadingPlan.ALL;
            }
            List<TransformerBlock> loaded = new ArrayList<>(blocks);
            try (EngineLoader loader = engineLoader()) {
                for (int i = loaded.size(); i < count; i++) {
                    loaded.add(block(loader, i));
                }
            }
            blocks = List.copyOf(loaded);
        }
    }

    private TransformerBlock block(EngineLoader loader, int index) {
        return loader.block(index, matrix -> reading.isEightBit(index, matrix));
    }

    /** Loads the head into the engine when it is needed first. */
    LmHead lmHead() {
        synchronized (loading) {
            if (lmHead == null) {
                try (EngineLoader loader = engineLoader()) {
                    lmHead = loader.lmHead(storedHead);
                }
            }
            return lmHead;
        }
    }

    private EngineLoader engineLoader() {
        return engineLoader(manager, arena, closers);
    }

    /** Makes a loader of this model's weights; its arguments are those of {@link EngineLoader}. */
    EngineLoader engineLoader(NDManager manager, Arena arena, List<Runnable> closers) {
        return new EngineLoader(config, storedBlocks, manager, arena, packer, eightBits(), closers);
    }

    /** Returns the threads that run forward passes of this model. */
    public InferenceThreadPool inferenceThreads() {
        return TorchRuntime.inferenceThreads(manager.getDevice());
    }

    /**
     * Runs the forward pass.
     *
     * @param numBlocks number of blocks to run, from the first
     * @return the residual stream after them; it belongs to the batch
     */
    NDArray forward(ForwardBatch batch, int numBlocks, Tap tap) {
        NDArray residual = embed(batch);
        List<TransformerBlock> engineBlocks = blocks(numBlocks);
        for (int layer = 0; ; layer++) {
            residual = batch.injected(layer, residual);
            tap.layer(layer, residual);
            if (layer == numBlocks) {
                return residual;
            }
            try (NDManager scope = batch.manager().newSubManager()) {
                residual.attach(scope);
                residual = forward(engineBlocks.get(layer), layer, residual, batch);
                residual.attach(batch.manager());
            }
        }
    }

    /** Runs the forward pass through all blocks of the model, without a tap. */
    public NDArray forward(ForwardBatch batch) {
        return forward(batch, config.numLayers(), (layer, residual) -> {});
    }

    /** Runs a block: the residual stream after it belongs to the manager of the one before. */
    static NDArray forward(TransformerBlock block, int index, NDArray residual, ForwardBatch batch) {
        ForwardBatch.WindowTensors window = batch.window(block.layer().slidingWindow());
        return block.forward(
                residual,
                batch.rotaryFactors(block.layer().rope()),
                window.attnMask(),
                window.queryBlocks(),
                window.cacheWrites(),
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
        return lmHead().apply(residual);
    }

    /** Returns how tokens are decoded. */
    public synchronized DecodePlan plan() {
        if (plan == null) {
            plan = DecodePlanner.withoutMeasuring(this).orElseGet(() -> planner.apply(this));
        }
        return plan;
    }

    /** Returns a plan that is safe without measuring. */
    public DecodePlan safePlan(String reason) {
        return DecodePlanner.safe(this, reason);
    }

    /**
     * Measures which matrices lose too much in eight bits.
     *
     * @param ids the tokens of a text of some sentences
     */
    public ReadingPlan measureReading(int[] ids) {
        return new ReadingPlanner(this).measure(ids);
    }

    /** Measures which way of decoding is the fastest here; it takes a few seconds. */
    public DecodePlan measurePlan() {
        return new DecodePlanner(this).measure();
    }

    /**
     * Returns the decoder in Java, where the plan has one for so many texts.
     */
    public synchronized Optional<JavaDecoder> javaDecoder(int texts) {
        if (plan().javaTexts() < texts) {
            return Optional.empty();
        }
        if (javaDecoder == null) {
            javaDecoder = newJavaDecoder();
        }
        return javaDecoder;
    }

    /**
     * Returns the decoder in Java, where it reads the head of a single text as it is stored: the engine's copy of the
     * head, the largest matrix of a small model, is then not needed for that text's prompt either.
     */
    public Optional<JavaDecoder> javaHead() {
        return plan().packed().contains("lm_head") ? Optional.empty() : javaDecoder(1);
    }

    private Optional<JavaDecoder> newJavaDecoder() {
        if (plan.packed().isEmpty()) {
            return new JavaDecoderFactory(this, plan, null).make();
        }
        try (PackedLayoutProbe probe = new PackedLayoutProbe(packer.linearSource())) {
            return javaDecoder(plan, probe);
        }
    }

    /** Makes a decoder that reads a plan's packed matrices as this probe finds them. */
    Optional<JavaDecoder> javaDecoder(DecodePlan plan, PackedLayoutProbe probe) {
        return new JavaDecoderFactory(this, plan, probe).make();
    }

    /** Returns the residual stream before the first block. */
    NDArray embed(ForwardBatch batch) {
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
