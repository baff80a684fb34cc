// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;

/**
 * A transformer language model whose residual stream can be read and written. "Layer k" is the residual stream after k blocks; layer 0 is the
 * embedding. The residual stream is f32; weights are kept in the {@link Precision} of the machine.
 *
 * <p>One thread works at a time; others wait. System property {@code gumshoe.threads}: threads within an operation.
 */
public final class LanguageModel implements AutoCloseable {
    /** Scores of the vocabulary are computed for so many positions at once that they fill about 64 MB. */
    private static final int SCORES = 1 << 24;

    private final ModelFile file;
    private final ModelInfo info;
    private final Description description;
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
        this.info = ModelInfos.of(file);
        this.tokenizer = file.tokenizer();
        this.transformer = new Transformer(file, blocks, head, precision);
    }

    /**
     * Loads a GGUF file or a HuggingFace directory.
     *
     * @throws BadInputException for a missing, truncated or damaged file, an architecture, tensor type or tokenizer that is not known
     */
    public static LanguageModel load(Path fileOrDirectory) {
        return load(fileOrDirectory, Precision.ofThisMachine());
    }

    /** As {@link #load(Path)}, in a precision that one chooses. */
    public static LanguageModel load(Path fileOrDirectory, Precision precision) {
        ModelFile file = ModelFile.open(fileOrDirectory);
        return load(file, file.description().blocks(), true, precision);
    }

    /** Loads the first {@code blocks} blocks and no head: for reading layers 0 to {@code blocks} without the memory of the rest. */
    public static LanguageModel load(Path fileOrDirectory, int blocks) {
        return load(ModelFile.open(fileOrDirectory), blocks, false, Precision.ofThisMachine());
    }

    private static LanguageModel load(ModelFile file, int blocks, boolean head, Precision precision) {
        try {
            return new LanguageModel(file, blocks, head, precision);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Reads what a model says about itself, and hashes its files, without loading its weights. */
    public static ModelInfo info(Path fileOrDirectory) {
        try (ModelFile file = ModelFile.open(fileOrDirectory)) {
            return ModelInfos.of(file);
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
     * @param batch token ids of sequences of equal length
     * @param layers 0 (embedding) to the number of loaded blocks
     */
    public synchronized Residuals read(List<int[]> batch, int[] layers) {
        int[][] ids = batch.toArray(int[][]::new);
        check(ids);
        int last = Arrays.stream(layers).max().orElseThrow(() -> new IllegalArgumentException("no layer to read"));
        for (int layer : layers) {
            if (layer < 0 || layer > transformer.blocks()) {
                throw new BadInputException("Layer %d of %s cannot be read; layers 0 to %d are loaded."
                        .formatted(layer, info.name(), transformer.blocks()));
            }
        }
        Map<Integer, float[]> streams = new HashMap<>();
        try (Pass pass = Pass.whole(transformer.manager(), description, ids)) {
            transformer.run(pass, last, (layer, stream) -> {
                if (Arrays.stream(layers).anyMatch(wanted -> wanted == layer)) {
                    streams.put(layer, stream.toFloatArray());
                }
            });
        }
        return new Residuals(ids.length, ids[0].length, description.width(), streams);
    }

    /** Negative log-likelihoods, in natural units, of ids[1], ids[2], ..., each given those before it. */
    public double[] nll(int[] ids) {
        return nll(ids, List.of());
    }

    /** As {@link #nll(int[])}, of ids[first] and those after it alone; {@code first} is 1 or more. */
    public double[] nll(int[] ids, int first) {
        return nll(ids, first, List.of());
    }

    /** As {@link #nll(int[])}, with vectors added to the residual stream. */
    public double[] nll(int[] ids, List<Injection> injections) {
        return nll(ids, 1, injections);
    }

    private synchronized double[] nll(int[] ids, int first, List<Injection> injections) {
        check(new int[][] {ids});
        double[] nll = new double[Math.max(0, ids.length - first)];
        int step = Math.max(1, SCORES / description.vocabulary());
        try (Pass pass = predict(ids, injections)) {
            NDArray stream = transformer.run(pass, description.blocks(), (layer, x) -> {});
            for (int from = 0; from < nll.length; from += step) {
                int to = Math.min(nll.length, from + step);
                long[] next = Arrays.stream(ids, from + first, to + first)
                        .asLongStream()
                        .toArray();
                try (var scope = pass.manager().newSubManager()) {
                    NDArray rows = stream.get(scope, new NDIndex().addSliceDim(from + first - 1, to + first - 1));
                    float[] logProbs = transformer
                            .logits(rows)
                            .logSoftmax(1)
                            .gather(scope.create(next, new Shape(next.length, 1)), 1)
                            .toFloatArray();
                    for (int i = from; i < to; i++) {
                        nll[i] = -logProbs[i - from];
                    }
                }
            }
        }
        return nll;
    }

    /** Scores of every token as the next one after {@code ids}: logarithms of unnormalised probabilities. */
    public synchronized float[] logits(int[] ids, List<Injection> injections) {
        check(new int[][] {ids});
        try (Pass pass = predict(ids, injections)) {
            NDArray stream = transformer.run(pass, description.blocks(), (layer, x) -> {});
            return transformer
                    .logits(stream.get(new NDIndex().addSliceDim(ids.length - 1, ids.length)))
                    .toFloatArray();
        }
    }

    /**
     * Goes on with several prompts at once, telling every token as it comes. A prompt's text does not depend on the others of its batch. When the
     * listener throws, writing stops and the exception goes to the caller.
     */
    public synchronized void generate(List<Prompt> batch, TokenListener listener) {
        open();
        whole();
        batch.forEach(prompt -> check(prompt.injections()));
        new Generation(transformer, description, tokenizer, listener).run(batch);
    }

    private Pass predict(int[] ids, List<Injection> injections) {
        whole();
        check(injections);
        return Pass.whole(transformer.manager(), description, new int[][] {ids}).inject(List.of(injections));
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

    private void check(int[][] batch) {
        open();
        if (batch.length == 0 || batch[0].length == 0) {
            throw new BadInputException("There are no tokens to read; give " + info.name() + " a text.");
        }
        for (int[] ids : batch) {
            if (ids.length != batch[0].length) {
                throw new IllegalArgumentException(
                        "sequences of a batch differ in length: " + batch[0].length + ", " + ids.length);
            }
            if (ids.length > description.context()) {
                throw new BadInputException("A text of %d tokens is longer than %s reads (%d); split it."
                        .formatted(ids.length, info.name(), description.context()));
            }
            for (int id : ids) {
                if (id < 0 || id >= description.vocabulary()) {
                    throw new IllegalArgumentException(
                            "token " + id + " of a vocabulary of " + description.vocabulary());
                }
            }
        }
    }

    private void check(List<Injection> injections) {
        for (Injection injection : injections) {
            if (injection.layer() < 0 || injection.layer() > description.blocks()) {
                throw new BadInputException(
                        "A vector for layer %d does not fit %s, which has layers 0 to %d; use one made for it."
                                .formatted(injection.layer(), info.name(), description.blocks()));
            }
            if (injection.vector().length != description.width()) {
                throw new BadInputException(
                        "A vector of %d components does not fit %s, whose residual stream has %d; use one made for it."
                                .formatted(injection.vector().length, info.name(), description.width()));
            }
            for (float component : injection.vector()) {
                if (!Float.isFinite(component)) {
                    throw new BadInputException(
                            "A vector for layer %d of %s holds a component that is no number; make it again."
                                    .formatted(injection.layer(), info.name()));
                }
            }
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
