// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.generation.ContinuousBatcher;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.PromptSource;
import org.gumshoe.lm.generation.TokenListener;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.ForwardBatch;
import org.gumshoe.lm.transformer.HiddenStateReader;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.transformer.Pooling;
import org.gumshoe.lm.transformer.TokenLikelihoods;
import org.gumshoe.lm.transformer.Transformer;
import org.gumshoe.lm.weights.ModelFile;

/**
 * A transformer language model whose residual stream can be read and written. "Layer k" is the
 * residual stream after k blocks; layer 0 is the embedding. The residual stream is f32; weights are
 * kept in the {@link Precision} of the machine.
 *
 * <p>One caller is served at a time; others wait. System property {@code gumshoe.threads}: threads
 * that work for it, on one operation or each on texts of its own.
 */
public final class LanguageModel implements AutoCloseable {
    private final ModelFile file;
    private final ModelInfo info;
    private final TransformerConfig description;
    private final InputValidator fit;
    private final Tokenizer tokenizer;
    private final Transformer transformer;
    private boolean closed;

    private LanguageModel(ModelFile file, int blocks, boolean head, Precision precision) {
        this.file = file;
        this.description = file.description();
        if (blocks < 0 || blocks > description.blocks()) {
            throw new BadInputException("%s has %d blocks, so its first %d cannot be loaded; ask for fewer."
                    .formatted(file.location(), description.blocks(), blocks));
        }
        this.info = ModelInfoReader.of(file);
        this.fit = new InputValidator(info.name(), description);
        this.tokenizer = file.tokenizer();
        // a large vocabulary leaves 200 MB of garbage; the launcher's VM gives them back after a
        // collection, and else never
        System.gc();
        this.transformer = new Transformer(file, blocks, head, precision);
    }

    /**
     * Loads a GGUF file or a HuggingFace directory.
     *
     * @throws BadInputException for a missing, truncated or damaged file, an architecture, tensor
     *     type or tokenizer that is not known
     */
    public static LanguageModel load(Path fileOrDirectory) {
        return load(fileOrDirectory, Precision.ofThisMachine());
    }

    /** As {@link #load(Path)}, in a precision that one chooses. */
    public static LanguageModel load(Path fileOrDirectory, Precision precision) {
        ModelFile file = ModelFiles.open(fileOrDirectory);
        return load(file, file.description().blocks(), true, precision);
    }

    /**
     * Loads the first {@code blocks} blocks and no head: for reading layers 0 to {@code blocks}
     * without the memory of the rest.
     */
    public static LanguageModel load(Path fileOrDirectory, int blocks) {
        return load(ModelFiles.open(fileOrDirectory), blocks, false, Precision.ofThisMachine());
    }

    private static LanguageModel load(ModelFile file, int blocks, boolean head, Precision precision) {
        try {
            return new LanguageModel(file, blocks, head, precision);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /**
     * Models that are loaded from now on live there: cpu, cuda, cuda:N, or auto, which is a CUDA
     * device where the engine finds one, and the default.
     *
     * @throws BadInputException when there is no such device
     */
    public static void useDevice(String device) {
        TorchRuntime.use(device);
    }

    /** Reads what a model says about itself, and hashes its files, without loading its weights. */
    public static ModelInfo info(Path fileOrDirectory) {
        try (ModelFile file = ModelFiles.open(fileOrDirectory)) {
            return ModelInfoReader.of(file);
        }
    }

    /** Memory that a model takes when it is loaded, without loading it. */
    public static MemoryEstimate needs(Path fileOrDirectory, Precision precision) {
        try (ModelFile file = ModelFiles.open(fileOrDirectory)) {
            return MemoryEstimate.of(file, precision);
        }
    }

    /** What the model says about itself. */
    public ModelInfo info() {
        return info;
    }

    /** The model's tokenizer; it closes with the model. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Reads the residual stream, and no further than the last layer that is asked for.
     *
     * @param texts token ids, of any lengths
     * @param layers 0 (embedding) to the number of loaded blocks
     */
    public List<HiddenStates> read(List<int[]> texts, int[] layers) {
        HiddenStates[] all = new HiddenStates[texts.size()];
        read(texts, layers, (text, residuals) -> residuals, (residuals, text) -> all[text] = residuals);
        return List.of(all);
    }

    /**
     * As {@link #read(List, int[])}, keeping of each text what a pooling makes of it. Several
     * batches may be read at once.
     *
     * @param result hears what was made, and of which text, on the caller's thread and always in
     *     the same order, which is not that of the texts
     */
    public synchronized <T> void read(List<int[]> texts, int[] layers, Pooling<T> pooling, ObjIntConsumer<T> result) {
        open();
        texts.forEach(fit::check);
        for (int layer : layers) {
            if (layer < 0 || layer > transformer.blocks()) {
                throw new BadInputException("Layer %d of %s cannot be read; layers 0 to %d are loaded."
                        .formatted(layer, info.name(), transformer.blocks()));
            }
        }
        new HiddenStateReader<>(transformer, layers, pooling).read(texts, transformer.passThreads(), result);
    }

    /**
     * Negative log-likelihoods, in natural units, of ids[1], ids[2], ..., each given those before
     * it.
     */
    public double[] nll(int[] ids) {
        return nll(ids, List.of());
    }

    /**
     * As {@link #nll(int[])}, of ids[first] and those after it alone; {@code first} is 1 or more.
     */
    public double[] nll(int[] ids, int first) {
        return nll(ids, first, List.of());
    }

    /** As {@link #nll(int[])}, with vectors added to the residual stream. */
    public double[] nll(int[] ids, List<Injection> injections) {
        return nll(ids, 1, injections);
    }

    private double[] nll(int[] ids, int first, List<Injection> injections) {
        return foresee(ids, first, injections).nll();
    }

    /** As {@link #nll(int[])}, with the tokens that were held likeliest. */
    public TokenLikelihoods foresee(int[] ids) {
        return foresee(ids, 1, List.of());
    }

    private synchronized TokenLikelihoods foresee(int[] ids, int first, List<Injection> injections) {
        open();
        fit.check(ids);
        try (ForwardBatch pass = predict(ids, injections)) {
            NDArray stream = transformer.run(pass, description.blocks(), (layer, x) -> {});
            return TokenLikelihoods.of(transformer, stream, ids, first, description.vocabulary());
        }
    }

    /**
     * Scores of every token as the next one after {@code ids}: logarithms of unnormalised
     * probabilities.
     */
    public synchronized float[] logits(int[] ids, List<Injection> injections) {
        open();
        fit.check(ids);
        try (ForwardBatch pass = predict(ids, injections)) {
            NDArray stream = transformer.run(pass, description.blocks(), (layer, x) -> {});
            return transformer.logits(stream.get(pass.lastTokens())).toFloatArray();
        }
    }

    /**
     * Goes on with several prompts at once, telling every token as it comes. A prompt's text does
     * not depend on the others of its batch. When the listener throws, writing stops and the
     * exception goes to the caller.
     */
    public void generate(List<Prompt> batch, TokenListener listener) {
        if (!batch.isEmpty()) {
            Iterator<List<Prompt>> once = List.of(batch).iterator();
            generate(batch.size(), room -> once.hasNext() ? once.next() : List.of(), listener);
        }
    }

    /**
     * As {@link #generate(List, TokenListener)}, with prompts that join while others are being
     * written. The listener hears of prompts by their order.
     *
     * @param most so many texts at once
     * @throws BadInputException for a prompt that {@link #check(Prompt)} refuses, and then no text
     *     is finished
     */
    public synchronized void generate(int most, PromptSource source, TokenListener listener) {
        open();
        whole();
        try (ContinuousBatcher generation =
                new ContinuousBatcher(transformer, description, tokenizer, most, listener)) {
            generation.run(room -> {
                List<Prompt> joining = source.next(room);
                joining.forEach(prompt -> fit.check(prompt.injections()));
                return joining;
            });
        }
    }

    /**
     * @throws BadInputException when this model cannot go on with the prompt: it is empty or too
     *     long, or what it injects does not fit
     */
    public void check(Prompt prompt) {
        fit.check(prompt.injections());
        ContinuousBatcher.beginning(0, prompt, tokenizer, description);
    }

    private ForwardBatch predict(int[] ids, List<Injection> injections) {
        whole();
        fit.check(injections);
        return ForwardBatch.whole(transformer, List.of(ids)).inject(List.of(injections));
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException(info.name() + " is closed");
        }
    }

    private void whole() {
        if (!transformer.predicts()) {
            throw new IllegalStateException(
                    info.name() + " was loaded for reading layers only; load it whole to predict tokens");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            transformer.close();
            if (tokenizer instanceof FastTokenizer fast) {
                fast.close();
            }
            file.close();
        }
    }
}
