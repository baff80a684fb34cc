// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.EightBitPacker;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.script.BlockScriptSource;
import org.gumshoe.lm.script.EightBitScriptSource;
import org.gumshoe.lm.weights.WeightReader;

/** A loader of stored weights into the engine, in the precision and layout of the packers. */
final class EngineLoader implements AutoCloseable {
    private final TransformerConfig config;
    private final List<StoredWeights> storedBlocks;
    private final NDManager manager;
    private final MatrixPacker packer;
    private final Optional<EightBitPacker> eightBits;
    private final List<Runnable> closers;
    private final MatrixLoader matrices;
    private final Map<String, TorchFunction> functionsBySource = new HashMap<>();

    /**
     * @param arena memory of f32 matrices, which must outlive them
     * @param eightBits packs the matrices of blocks that are multiplied in eight bits, where there are any
     * @param closers receives what closes the functions that the loader makes
     */
    EngineLoader(
            TransformerConfig config,
            List<StoredWeights> storedBlocks,
            NDManager manager,
            Arena arena,
            MatrixPacker packer,
            Optional<EightBitPacker> eightBits,
            List<Runnable> closers) {
        this.config = config;
        this.storedBlocks = storedBlocks;
        this.manager = manager;
        this.packer = packer;
        this.eightBits = eightBits;
        this.closers = closers;
        this.matrices = new MatrixLoader(manager, arena, packer);
    }

    /**
     * Loads a block.
     *
     * @param index of the block, from 0
     * @param isEightBit whether a matrix of this name is multiplied in eight bits, where the model has a packer for that
     */
    TransformerBlock block(int index, Predicate<String> isEightBit) {
        TransformerConfig.Layer layer = config.layers().get(index);
        SequencedMap<String, NDArray> weights = load(storedBlocks.get(index), isEightBit);
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
        LmHead head = new LmHead(config, packer.linearSource(), load(stored, name -> false));
        closers.add(head::close);
        return head;
    }

    private SequencedMap<String, NDArray> load(StoredWeights stored, Predicate<String> isEightBit) {
        SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
        stored.vectors().forEach((name, vector) -> weights.put(name, vector(name, vector, stored)));
        stored.matrices().forEach((name, readers) -> {
            eightBits
                    .filter(bits -> isEightBit.test(name)
                            && EightBitPacker.suits(readers.getFirst().columns()))
                    .ifPresentOrElse(
                            bits -> putEightBits(weights, name, readers, bits),
                            () -> weights.put(name, matrices.load(readers)));
            readers.forEach(EngineLoader::releasePages);
        });
        return weights;
    }

    private void putEightBits(
            SequencedMap<String, NDArray> weights, String name, List<WeightReader> readers, EightBitPacker bits) {
        NDList packed = matrices.load(readers, bits);
        weights.put(name, packed.get(0));
        weights.put(name + EightBitScriptSource.SCALE, packed.get(1));
        weights.put(EightBitScriptSource.ROTATION, bits.rotation());
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
