// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.weights.WeightReader;

/** A loader of stored weights into the engine, in the precision and layout of the packer. */
final class EngineLoader implements AutoCloseable {
    private final TransformerConfig config;
    private final NDManager manager;
    private final MatrixPacker packer;
    private final List<Runnable> closers;
    private final MatrixLoader matrices;
    private final Map<String, TorchFunction> functionsBySource = new HashMap<>();

    /**
     * @param arena memory of f32 matrices, which must outlive them
     * @param closers receives what closes the functions that the loader makes
     */
    EngineLoader(
            TransformerConfig config, NDManager manager, Arena arena, MatrixPacker packer, List<Runnable> closers) {
        this.config = config;
        this.manager = manager;
        this.packer = packer;
        this.closers = closers;
        this.matrices = new MatrixLoader(manager, arena, packer);
    }

    TransformerBlock block(TransformerConfig.Layer layer, StoredWeights stored) {
        SequencedMap<String, NDArray> weights = load(stored);
        String source = BlockScriptSource.of(config, layer, packer.linearSource(), weights.keySet());
        TorchFunction function = functionsBySource.computeIfAbsent(source, body -> {
            List<String> inputs = new ArrayList<>(BlockScriptSource.INPUTS);
            inputs.addAll(weights.keySet());
            TorchFunction compiled = new TorchFunction(inputs, 1, body);
            closers.add(compiled::close);
            return compiled;
        });
        return new TransformerBlock(layer, function, weights);
    }

    LmHead lmHead(StoredWeights stored) {
        LmHead head = new LmHead(config, packer.linearSource(), load(stored));
        closers.add(head::close);
        return head;
    }

    private SequencedMap<String, NDArray> load(StoredWeights stored) {
        SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
        stored.vectors().forEach((name, vector) -> weights.put(name, vector(name, vector, stored)));
        stored.matrices().forEach((name, readers) -> {
            weights.put(name, matrices.load(readers));
            readers.forEach(EngineLoader::releasePages);
        });
        return weights;
    }

    /** Norms are computed in f32, biases are added in the precision of the products. */
    private NDArray vector(String name, float[] vector, StoredWeights stored) {
        if (name.equals("qk_norm")) {
            return manager.create(vector, new Shape(vector.length / config.headDim(), config.headDim()));
        }
        NDArray f32 = manager.create(vector);
        return stored.matrices().containsKey(name.replaceFirst("_bias$", "")) ? packer.convert(f32) : f32;
    }

    private static void releasePages(WeightReader reader) {
        WeightReader.StoredRow row = reader.source().stored(0);
        if (row != null) {
            row.tensor().releasePages();
        }
    }

    @Override
    public void close() {
        matrices.close();
    }
}
