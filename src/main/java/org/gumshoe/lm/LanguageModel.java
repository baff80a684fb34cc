// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.generation.ContinuousBatcher;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.PromptSource;
import org.gumshoe.lm.generation.TokenDivergences;
import org.gumshoe.lm.generation.TokenListener;
import org.gumshoe.lm.generation.TokenwiseReader;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.DecodePlan;
import org.gumshoe.lm.transformer.ForwardBatch;
import org.gumshoe.lm.transformer.HiddenStateReader;
import org.gumshoe.lm.transformer.HiddenStates.Pooling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.transformer.ReadText;
import org.gumshoe.lm.transformer.ReadingPlan;
import org.gumshoe.lm.transformer.TokenLikelihoods;
import org.gumshoe.lm.transformer.Transformer;
import org.gumshoe.lm.weights.ModelFile;

/**
 * A language model whose residual stream can be read and steered. "Layer k" is the residual stream
 * after k blocks; layer 0 is the embedding. The residual stream is f32; weights are stored in the
 * {@link Precision} of the machine.
 *
 * <p>All who load the same files in a process share their weights. A model serves one caller at a time;
 * others wait, and models that share weights write one after the other. System property {@code gumshoe.threads}
 * is the number of threads that work for it, on one operation or each on batches of its own.
 */
public final class LanguageModel implements SteerableModel {
    private final LoadedModel model;
    private final TransformerConfig config;
    private final ModelInfo info;
    private final Tokenizer tokenizer;
    private final Transformer transformer;
    private final InputValidator validator;
    private final int numBlocks;
    private final boolean withLmHead;
    private boolean closed;

    private LanguageModel(LoadedModel model, int numBlocks, boolean withLmHead) {
        this.model = model;
        this.numBlocks = numBlocks;
        this.withLmHead = withLmHead;
        this.config = model.file().config();
        this.info = model.info();
        this.tokenizer = model.tokenizer();
        this.transformer = model.transformer();
        this.validator = new InputValidator(info.name(), config, tokenizer::token);
    }

    /**
     * Loads a GGUF file or a HuggingFace directory.
     *
     * @throws BadInputException when it is missing, truncated or damaged, or its architecture,
     *     tensor types or tokenizer are unknown
     */
    public static LanguageModel load(Path fileOrDirectory) {
        return load(fileOrDirectory, Precision.ofThisMachine());
    }

    /** Loads a model in a given precision; otherwise as {@link #load(Path)}. */
    public static LanguageModel load(Path fileOrDirectory, Precision precision) {
        ModelFile file = ModelFiles.open(fileOrDirectory);
        return new LanguageModel(
                LoadedModel.load(file, precision), file.config().numLayers(), true);
    }

    /**
     * Loads the first {@code numBlocks} blocks and no head, to read layers 0 to {@code numBlocks}
     * without the memory of the rest.
     *
     * @throws BadInputException when the model has fewer blocks; otherwise as {@link #load(Path)}
     */
    public static LanguageModel load(Path fileOrDirectory, int numBlocks) {
        ModelFile file = ModelFiles.open(fileOrDirectory);
        int numLayers = file.config().numLayers();
        if (numBlocks < 0 || numBlocks > numLayers) {
            file.close();
            throw new BadInputException("%s has %d blocks, so its first %d cannot be loaded; ask for fewer."
                    .formatted(file.location(), numLayers, numBlocks));
        }
        return new LanguageModel(LoadedModel.load(file, Precision.ofThisMachine()), numBlocks, false);
    }

    /**
     * Chooses the device of models that are loaded from now on: cpu, cuda, cuda:N, or auto (the
     * default), which is a CUDA device where the engine finds one.
     *
     * @throws BadInputException when there is no such device
     */
    public static void useDevice(String device) {
        TorchRuntime.setDevice(device);
    }

    /** Describes a model and hashes its files, without loading its weights. */
    public static ModelInfo info(Path fileOrDirectory) {
        try (ModelFile file = ModelFiles.open(fileOrDirectory)) {
            return ModelInfoReader.of(file);
        }
    }

    /**
     * Returns how the next tokens of a model are computed on this processor, in a sentence that says
     * what was measured; empty where nothing has been written with it here.
     */
    public static Optional<String> decoding(ModelInfo info) {
        return PlanCache.known(info, Precision.ofThisMachine()).map(DecodePlan::toString);
    }

    /**
     * Returns what of a model is read in eight bits on this processor, in a sentence that says what was measured; empty
     * where it is all read in another precision, or nothing has been read here.
     */
    public static Optional<String> reading(ModelInfo info) {
        return Precision.ofThisMachine() == Precision.INT8
                ? PlanCache.knownReading(info).map(ReadingPlan::toString)
                : Optional.empty();
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    /** Returns the end of the model as a reader of words, whether or not its head is loaded; it closes with the model. */
    @Override
    public Unembedding unembedding() {
        return new Unembedding(model.file(), tokenizer);
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * {@inheritDoc} The order differs from that of the sequences, but is the same in every run.
     *
     * @param layers 0 (embedding) to the number of loaded blocks
     */
    @Override
    public synchronized <T> void read(
            List<int[]> sequences, int[] layers, Pooling<T> pooling, ObjIntConsumer<T> result) {
        requireOpen();
        sequences.forEach(validator::checkIds);
        validator.checkLayers(layers, numBlocks);
        new HiddenStateReader<>(transformer, layers, pooling).read(sequences, transformer.inferenceThreads(), result);
    }

    /**
     * Computes the negative log-likelihoods, in nats, of ids[1], ids[2], ..., each given those
     * before it.
     */
    public double[] nll(int[] ids) {
        return nll(ids, 1);
    }

    @Override
    public double[] nll(int[] ids, int first) {
        return likelihoods(ids, first, List.of()).nll();
    }

    /** Computes {@link #nll(int[])} with vectors added to the residual stream. */
    public double[] nll(int[] ids, List<Injection> injections) {
        return likelihoods(ids, 1, injections).nll();
    }

    /** Computes {@link #nll(int[])} together with the most likely tokens. */
    public TokenLikelihoods likelihoods(int[] ids) {
        return likelihoods(ids, 1, List.of());
    }

    /**
     * Computes {@link #likelihoods(int[])} of passages as they are when the model writes: token by token.
     *
     * @param together passages that are read side by side
     */
    public synchronized List<TokenLikelihoods> likelihoodsAsWritten(List<int[]> passages, int together) {
        requireOpen();
        passages.forEach(validator::checkIds);
        requireLmHead();
        synchronized (transformer.decoding()) {
            return new TokenwiseReader(transformer, together).read(passages);
        }
    }

    private synchronized TokenLikelihoods likelihoods(int[] ids, int first, List<Injection> injections) {
        try (ForwardBatch batch = batch(ids, injections)) {
            return TokenLikelihoods.of(transformer, transformer.forward(batch), ids, first);
        }
    }

    @Override
    public synchronized ReadText readWithLikelihoods(int[] ids, int first, int[] layers) {
        requireOpen();
        validator.checkIds(ids);
        validator.checkLayers(layers, numBlocks);
        requireLmHead();
        return ReadText.of(transformer, ids, first, layers);
    }

    @Override
    public synchronized List<ReadText> readWithLikelihoods(List<int[]> sequences, int[] first, int[] layers) {
        requireOpen();
        sequences.forEach(validator::checkIds);
        validator.checkLayers(layers, numBlocks);
        requireLmHead();
        ReadText[] all = new ReadText[first.length];
        transformer
                .inferenceThreads()
                .run(
                        all.length,
                        i -> ReadText.of(transformer, sequences.get(i), first[i], layers),
                        (read, i) -> all[i] = read);
        return List.of(all);
    }

    /**
     * Computes how far controls take the next-token distributions along a text from those of this model by itself.
     *
     * @param plain what the model by itself reads
     * @param tokens last tokens of the text; otherwise as {@link TokenDivergences#of}
     */
    public synchronized double[] divergences(int[] plain, List<TokenDivergences.Control> controls, int tokens) {
        requireOpen();
        requireLmHead();
        validator.checkIds(plain);
        for (TokenDivergences.Control control : controls) {
            validator.checkIds(control.ids());
            validator.checkInjections(control.injections());
        }
        return TokenDivergences.of(transformer, plain, controls, tokens);
    }

    /** Computes the logits of the token after {@code ids}, one for each token of the vocabulary. */
    public synchronized float[] logits(int[] ids, List<Injection> injections) {
        try (ForwardBatch batch = batch(ids, injections)) {
            NDArray residual = transformer.forward(batch);
            return transformer.logits(residual.get(batch.lastTokens())).toFloatArray();
        }
    }

    private ForwardBatch batch(int[] ids, List<Injection> injections) {
        requireOpen();
        validator.checkIds(ids);
        requireLmHead();
        validator.checkInjections(injections);
        return ForwardBatch.withoutCache(transformer, List.of(ids)).inject(List.of(injections));
    }

    /**
     * Continues several prompts at once. The continuation of a prompt does not depend on the
     * others, up to rounding that their number decides. When the listener throws, generation stops and the
     * exception goes to the caller.
     */
    public void generate(List<Prompt> prompts, TokenListener listener) {
        if (!prompts.isEmpty()) {
            Iterator<List<Prompt>> once = List.of(prompts).iterator();
            generate(prompts.size(), freeSlots -> once.hasNext() ? once.next() : List.of(), listener);
        }
    }

    @Override
    public synchronized void generate(int slots, PromptSource source, TokenListener listener) {
        requireOpen();
        requireLmHead();
        synchronized (transformer.decoding()) {
            try (ContinuousBatcher batcher = new ContinuousBatcher(transformer, config, tokenizer, slots, listener)) {
                batcher.run(freeSlots -> {
                    List<Prompt> prompts = source.next(freeSlots);
                    prompts.forEach(prompt -> validator.checkInjections(prompt.injections()));
                    return prompts;
                });
            }
        }
    }

    @Override
    public void check(Prompt prompt) {
        validator.checkInjections(prompt.injections());
        ContinuousBatcher.encode(0, prompt, tokenizer, config);
    }

    /** Checks that the head may be used, which predicts tokens. */
    private void requireLmHead() {
        if (!withLmHead) {
            throw new IllegalStateException(
                    info.name() + " was loaded for reading layers only; load it whole to predict tokens");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(info.name() + " is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            model.close();
        }
    }
}
