// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.cache.RecordCache;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.pipeline.WordQuestion;

/**
 * Activations of passages in one model: the residual stream averaged over positions, and the state in
 * which the model answers {@link ReadSpec#WORD_PROMPT}.
 *
 * @param layers that were read, in ascending order
 * @param rows [passage][index of the layer][dimension]
 * @param wordStatesOrNull [passage][dimension]: the residual stream at the end of the prompt, after the
 *     last block and norm; null where the model was not asked
 */
public record PassageActivations(ModelInfo model, int[] layers, float[][][] rows, float[][] wordStatesOrNull) {
    public PassageActivations(ModelInfo model, int[] layers, float[][][] rows) {
        this(model, layers, rows, null);
    }

    /** Reads the passages that the cache does not hold, without asking for a word. */
    public static PassageActivations read(
            Path location,
            ModelInfo info,
            int[] layers,
            ReadSpec spec,
            List<String> texts,
            Path cacheDirectory,
            ExperimentListener progress) {
        return read(location, info, layers, spec, false, texts, cacheDirectory, progress);
    }

    /**
     * Reads the passages that the cache does not hold.
     *
     * @param asks whether to ask for a word behind each passage, in one pass through all blocks
     */
    static PassageActivations read(
            Path location,
            ModelInfo info,
            int[] layers,
            ReadSpec spec,
            boolean asks,
            List<String> texts,
            Path cacheDirectory,
            ExperimentListener progress) {
        int width = info.width();
        int states = layers.length + (asks ? 1 : 0);
        String setting = spec.tokens() + " tokens from " + spec.sink() + ", layers " + Arrays.toString(layers) + ", "
                + Precision.ofThisMachine() + (asks ? ReadSpec.WORD_PROMPT : "");
        String name = (asks ? "asked-" : "activations-") + info.sha256().substring(0, 12) + "-"
                + Arrays.stream(layers).mapToObj(Integer::toString).collect(Collectors.joining("-")) + ".bin";
        float[][][] rows = new float[texts.size()][][];
        try (RecordCache cache = new RecordCache(cacheDirectory.resolve(name), states * width)) {
            List<Integer> missing = new ArrayList<>();
            for (int i = 0; i < rows.length; i++) {
                float[] flat = cache.get(RecordCache.key(info.sha256(), setting, texts.get(i)));
                if (flat == null) {
                    missing.add(i);
                } else {
                    rows[i] = split(flat, width);
                }
            }
            if (!missing.isEmpty()) {
                readMissing(
                        location,
                        layers,
                        spec,
                        asks,
                        texts,
                        missing,
                        (i, flat) -> {
                            cache.put(RecordCache.key(info.sha256(), setting, texts.get(i)), flat);
                            rows[i] = split(flat, width);
                        },
                        info,
                        progress);
            }
        }
        if (!asks) {
            return new PassageActivations(info, layers, rows);
        }
        return new PassageActivations(
                info,
                layers,
                Arrays.stream(rows)
                        .map(row -> Arrays.copyOf(row, layers.length))
                        .toArray(float[][][]::new),
                Arrays.stream(rows).map(row -> row[layers.length]).toArray(float[][]::new));
    }

    private interface RowSink {
        void accept(int passage, float[] flat);
    }

    private static void readMissing(
            Path location,
            int[] layers,
            ReadSpec spec,
            boolean asks,
            List<String> texts,
            List<Integer> missing,
            RowSink sink,
            ModelInfo info,
            ExperimentListener progress) {
        int last = asks ? info.blocks() : Arrays.stream(layers).max().orElseThrow();
        try (LanguageModel model = LanguageModel.load(location, last)) {
            WordQuestion question = asks ? WordQuestion.to(model) : WordQuestion.NONE;
            List<int[]> ids = new ArrayList<>();
            for (int i : missing) {
                int[] all = model.tokenizer().encode(texts.get(i));
                if (all.length == 0) {
                    throw new BadInputException(
                            "Passage " + i + " holds no token for " + info.name() + "; leave it out.");
                }
                ids.add(question.behind(all, spec, model.info().context()));
            }
            AtomicInteger done = new AtomicInteger();
            model.read(
                    ids,
                    question.layers(layers),
                    (i, states) -> {
                        List<float[]> pooled = new ArrayList<>();
                        for (int layer : layers) {
                            pooled.add(spec.pool(states, layer, question.passageLength(ids.get(i))));
                        }
                        if (asks) {
                            pooled.add(question.wordState(states));
                        }
                        return joined(pooled);
                    },
                    (flat, i) -> {
                        sink.accept(missing.get(i), flat);
                        progress.step("activations of " + info.name(), done.incrementAndGet(), missing.size());
                    });
        }
    }

    private static float[] joined(List<float[]> states) {
        int width = states.getFirst().length;
        float[] flat = new float[states.size() * width];
        for (int s = 0; s < states.size(); s++) {
            System.arraycopy(states.get(s), 0, flat, s * width, width);
        }
        return flat;
    }

    private static float[][] split(float[] flat, int width) {
        float[][] rows = new float[flat.length / width][];
        for (int l = 0; l < rows.length; l++) {
            rows[l] = Arrays.copyOfRange(flat, l * width, (l + 1) * width);
        }
        return rows;
    }

    public int width() {
        return model.width();
    }

    /** Returns the layers that {@link #at(int)} knows: those that were read, and the last one for the word states. */
    public int[] readable() {
        return wordStatesOrNull == null
                ? layers
                : IntStream.concat(Arrays.stream(layers), IntStream.of(model.blocks()))
                        .distinct()
                        .toArray();
    }

    /** Returns all passages at one layer, [passage][dimension]. The last layer stands for the word states. */
    public float[][] at(int layer) {
        if (wordStatesOrNull != null && layer == model.blocks()) {
            return wordStatesOrNull;
        }
        int l = Arrays.binarySearch(layers, layer);
        if (l < 0) {
            throw new BadInputException("Layer " + layer + " of " + model.name() + " was not read, only "
                    + Arrays.toString(layers) + "; choose one of these.");
        }
        return Arrays.stream(rows).map(row -> row[l]).toArray(float[][]::new);
    }

    /** Returns all passages at several layers, [layer][passage][dimension]. */
    public float[][][] at(int[] several) {
        return Arrays.stream(several).mapToObj(this::at).toArray(float[][][]::new);
    }

    PassageActivations only(int[] passages) {
        return new PassageActivations(
                model,
                layers,
                Arrays.stream(passages).mapToObj(i -> rows[i]).toArray(float[][][]::new),
                wordStatesOrNull == null
                        ? null
                        : Arrays.stream(passages)
                                .mapToObj(i -> wordStatesOrNull[i])
                                .toArray(float[][]::new));
    }
}
