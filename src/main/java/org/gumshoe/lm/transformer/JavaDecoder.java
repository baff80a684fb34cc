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
 * The forward pass for the next token of a single text, computed here instead of by the engine: it
 * has to read all weights once, and comes near the pace of memory. Several texts at once are the
 * engine's.
 */
public final class JavaDecoder {
    private static final Set<String> MATRICES =
            Set.of("attention_in", "attention_out", "feed_gate", "feed_up", "feed_down", "head");

    private final Transformer transformer;
    private final TransformerConfig description;
    private final List<JavaTransformerBlock> blocks;
    private final MatVec head;
    private final Map<String, float[]> headVectors;

    /** Weights by their names, in the two forms that there are. */
    private record Weights(Map<String, PackedMatrix> matrices, Map<String, float[]> vectors) {
        /** @return null where a matrix is not kept in panels */
        static Weights of(Map<String, NDArray> arrays, PackedLayoutProbe reader) {
            Weights weights = new Weights(new HashMap<>(), new HashMap<>());
            for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
                if (!MATRICES.contains(array.getKey())) {
                    weights.vectors.put(array.getKey(), reader.numbers(array.getValue()));
                    continue;
                }
                PackedMatrix panels = reader.panels(array.getValue());
                if (panels == null) {
                    return null;
                }
                weights.matrices.put(array.getKey(), panels);
            }
            return weights;
        }
    }

    private JavaDecoder(
            Transformer transformer, List<JavaTransformerBlock> blocks, MatVec head, Map<String, float[]> headVectors) {
        this.transformer = transformer;
        this.description = transformer.description();
        this.blocks = blocks;
        this.head = head;
        this.headVectors = headVectors;
    }

    /** Whether the VM was started with its vectors, and the processor has such as are used here. */
    public static boolean possible() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && SimdKernels.there();
    }

    /**
     * Empty where the model's matrices are not such as are read here, or the VM or the processor
     * has no vectors for it.
     */
    static Optional<JavaDecoder> of(Transformer transformer, List<TransformerBlock> blocks, LmHead head) {
        if (!transformer.products().packs() || !possible()) {
            return Optional.empty();
        }
        try (PackedLayoutProbe reader = new PackedLayoutProbe(transformer.products())) {
            List<JavaTransformerBlock> here = new ArrayList<>();
            for (TransformerBlock block : blocks) {
                Weights weights = Weights.of(block.weights(), reader);
                if (weights == null) {
                    return Optional.empty();
                }
                here.add(new JavaTransformerBlock(
                        transformer.description(), block.layer(), weights.matrices, weights.vectors));
            }
            Map<String, NDArray> ofHead = new HashMap<>(head.weights());
            Optional<MatVec> stored = Q8Matrix.of(head.stored());
            stored.ifPresent(rows -> ofHead.remove("head"));
            Weights weights = Weights.of(ofHead, reader);
            return weights == null
                    ? Optional.empty()
                    : Optional.of(new JavaDecoder(
                            transformer, here, stored.orElse(weights.matrices.get("head")), weights.vectors));
        }
    }

    /**
     * Scores of the vocabulary.
     *
     * @param memory of the text, in its first slot, which has gone on to the new token's column
     */
    public float[] scores(int id, int position, List<Injection> injections, KvCache memory) {
        float[] stream = new float[description.width()];
        transformer.embed(id, position, stream, 0);
        Map<Rope, float[]> turns = new HashMap<>();
        for (int layer = 0; ; layer++) {
            for (Injection injection : injections) {
                if (injection.layer() == layer) {
                    add(injection.vector(), stream);
                }
            }
            if (layer == blocks.size()) {
                break;
            }
            JavaTransformerBlock block = blocks.get(layer);
            Rope rope = block.layer().rope();
            float[] turn = rope == null ? null : turns.computeIfAbsent(rope, r -> turn(r, position));
            stream = block.apply(stream, turn, memory.first(layer, position + 1));
        }
        float[] scores =
                head.times(JavaNorm.of(description, stream, headVectors.get("norm"), headVectors.get("norm_bias")));
        if (headVectors.containsKey("head_bias")) {
            add(headVectors.get("head_bias"), scores);
        }
        return scores;
    }

    private float[] turn(Rope rope, int position) {
        float[] factors = new float[description.headWidth()];
        rope.factors(position, description.headWidth(), factors, 0);
        return factors;
    }

    private static void add(float[] vector, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += vector[i];
        }
    }
}
