// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.cpu.JavaNorm;
import org.gumshoe.lm.cpu.JavaTransformerBlock;
import org.gumshoe.lm.cpu.MatVec;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.cpu.PackedMatrix;
import org.gumshoe.lm.cpu.Q8Matrix;
import org.gumshoe.lm.cpu.SimdKernels;

/**
 * A decoder in Java: the forward pass for the next token of a single sequence, without the engine.
 * A token has to read all weights once, and this decoder comes near the memory bandwidth. Several
 * sequences at once are decoded by the engine.
 */
public final class JavaDecoder {
    private static final Set<String> MATRICES =
            Set.of("qkv_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "lm_head");

    private final Transformer transformer;
    private final TransformerConfig config;
    private final List<JavaTransformerBlock> blocks;
    private final MatVec lmHead;
    private final Map<String, float[]> lmHeadVectors;

    /** Weights of a block or the head by their names in the script, as Java reads them. */
    private record Weights(Map<String, PackedMatrix> matrices, Map<String, float[]> vectors) {
        /** Returns null where a matrix is not stored in panels. */
        static Weights of(Map<String, NDArray> tensors, PackedLayoutProbe probe) {
            Weights weights = new Weights(new HashMap<>(), new HashMap<>());
            for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
                if (!MATRICES.contains(tensor.getKey())) {
                    weights.vectors.put(tensor.getKey(), probe.toFloats(tensor.getValue()));
                    continue;
                }
                PackedMatrix matrix = probe.probe(tensor.getValue());
                if (matrix == null) {
                    return null;
                }
                weights.matrices.put(tensor.getKey(), matrix);
            }
            return weights;
        }
    }

    private JavaDecoder(
            Transformer transformer,
            List<JavaTransformerBlock> blocks,
            MatVec lmHead,
            Map<String, float[]> lmHeadVectors) {
        this.transformer = transformer;
        this.config = transformer.config();
        this.blocks = blocks;
        this.lmHead = lmHead;
        this.lmHeadVectors = lmHeadVectors;
    }

    /**
     * Returns whether the VM was started with the Vector API and the processor has 512-bit vectors.
     */
    public static boolean isSupported() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && SimdKernels.isSupported();
    }

    /**
     * Makes the decoder of a model; empty where its matrices are not packed in panels, or where
     * {@link #isSupported} is false.
     */
    static Optional<JavaDecoder> of(Transformer transformer, List<TransformerBlock> blocks, LmHead lmHead) {
        if (!transformer.packer().packs() || !isSupported()) {
            return Optional.empty();
        }
        try (PackedLayoutProbe probe =
                new PackedLayoutProbe(transformer.packer().linearSource())) {
            return of(transformer, blocks, lmHead, probe);
        }
    }

    /** Makes the decoder with matrices as the probe finds them; empty where it finds one not. */
    static Optional<JavaDecoder> of(
            Transformer transformer, List<TransformerBlock> blocks, LmHead lmHead, PackedLayoutProbe probe) {
        List<JavaTransformerBlock> javaBlocks = new ArrayList<>();
        for (TransformerBlock block : blocks) {
            Weights weights = Weights.of(block.weights(), probe);
            if (weights == null) {
                return Optional.empty();
            }
            javaBlocks.add(
                    new JavaTransformerBlock(transformer.config(), block.layer(), weights.matrices, weights.vectors));
        }
        Map<String, NDArray> headTensors = new HashMap<>(lmHead.weights());
        Optional<MatVec> q8 = Q8Matrix.of(lmHead.storedMatrix());
        q8.ifPresent(matrix -> headTensors.remove("lm_head"));
        Weights weights = Weights.of(headTensors, probe);
        return weights == null
                ? Optional.empty()
                : Optional.of(new JavaDecoder(
                        transformer, javaBlocks, q8.orElse(weights.matrices.get("lm_head")), weights.vectors));
    }

    /**
     * Computes the logits of the token after {@code id}: vocabSize numbers.
     *
     * @param position index of {@code id} in its sequence
     * @param kvCache cache with the sequence in slot 0; {@link KvCache#advance} has been called
     */
    public float[] logits(int id, int position, List<Injection> injections, KvCache kvCache) {
        float[] residual = new float[config.hiddenSize()];
        transformer.embed(id, position, residual, 0);
        Map<Rope, float[]> rotaryFactors = new HashMap<>();
        for (int layer = 0; ; layer++) {
            for (Injection injection : injections) {
                if (injection.layer() == layer) {
                    add(injection.vector(), residual);
                }
            }
            if (layer == blocks.size()) {
                break;
            }
            JavaTransformerBlock block = blocks.get(layer);
            Rope rope = block.layer().rope();
            float[] factors =
                    rope == null ? null : rotaryFactors.computeIfAbsent(rope, r -> rotaryFactors(r, position));
            residual = block.forward(residual, factors, kvCache.firstSlot(layer, position + 1));
        }
        float[] logits = lmHead.multiply(
                JavaNorm.apply(config, residual, lmHeadVectors.get("norm"), lmHeadVectors.get("norm_bias")));
        if (lmHeadVectors.containsKey("lm_head_bias")) {
            add(lmHeadVectors.get("lm_head_bias"), logits);
        }
        return logits;
    }

    private float[] rotaryFactors(Rope rope, int position) {
        float[] factors = new float[config.headDim()];
        rope.forLength(position + 1).rotaryFactors(position, config.headDim(), factors, 0);
        return factors;
    }

    private static void add(float[] vector, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += vector[i];
        }
    }
}
