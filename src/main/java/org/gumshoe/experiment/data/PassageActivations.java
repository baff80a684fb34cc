// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.cache.RecordCache;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.pipeline.ReadSpec;

/**
 * Activations of passages in one model: the residual stream averaged over positions.
 *
 * @param layers that were read, in ascending order
 * @param rows [passage][index of the layer][dimension]
 */
public record PassageActivations(ModelInfo model, int[] layers, float[][][] rows) {
    /** Reads the passages that the cache does not hold. */
    public static PassageActivations read(
            Path location,
            ModelInfo info,
            int[] layers,
            ReadSpec spec,
            List<String> texts,
            Path cacheDirectory,
            ExperimentListener progress) {
        int width = info.width();
        String setting = spec.tokens() + " tokens from " + spec.sink() + ", layers " + Arrays.toString(layers) + ", "
                + Precision.ofThisMachine();
        String name = "activations-" + info.sha256().substring(0, 12) + "-"
                + Arrays.stream(layers).mapToObj(Integer::toString).collect(Collectors.joining("-")) + ".bin";
        float[][][] rows = new float[texts.size()][][];
        try (RecordCache cache = new RecordCache(cacheDirectory.resolve(name), layers.length * width)) {
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
                        texts,
                        missing,
                        (i, flat) -> {
                            cache.put(RecordCache.key(info.sha256(), setting, texts.get(i)), flat);
                            rows[i] = split(flat, width);
                        },
                        info.name(),
                        progress);
            }
        }
        return new PassageActivations(info, layers, rows);
    }

    private interface RowSink {
        void accept(int passage, float[] flat);
    }

    private static void readMissing(
            Path location,
            int[] layers,
            ReadSpec spec,
            List<String> texts,
            List<Integer> missing,
            RowSink sink,
            String name,
            ExperimentListener progress) {
        int last = Arrays.stream(layers).max().orElseThrow();
        try (LanguageModel model = LanguageModel.load(location, last)) {
            List<int[]> ids = new ArrayList<>();
            for (int i : missing) {
                int[] all = model.tokenizer().encode(texts.get(i));
                if (all.length == 0) {
                    throw new BadInputException("Passage " + i + " holds no token for " + name + "; leave it out.");
                }
                ids.add(spec.cut(all, model.info().context()));
            }
            AtomicInteger done = new AtomicInteger();
            model.read(ids, layers, (i, states) -> pooled(spec, states, layers), (flat, i) -> {
                sink.accept(missing.get(i), flat);
                progress.step("activations of " + name, done.incrementAndGet(), missing.size());
            });
        }
    }

    private static float[] pooled(ReadSpec spec, HiddenStates states, int[] layers) {
        float[] flat = new float[layers.length * states.width()];
        for (int l = 0; l < layers.length; l++) {
            float[] mean = spec.pool(states, layers[l]);
            System.arraycopy(mean, 0, flat, l * states.width(), states.width());
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

    /** Returns all passages at one layer, [passage][dimension]. */
    public float[][] at(int layer) {
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
                model, layers, Arrays.stream(passages).mapToObj(i -> rows[i]).toArray(float[][][]::new));
    }
}
