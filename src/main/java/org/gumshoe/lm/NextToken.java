// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The forward pass for the next token of a single text, computed here instead of by the engine: it has to read all weights once, and comes near the pace of memory. Several texts
 * at once are the engine's.
 */
final class NextToken {
    private static final Set<String> MATRICES =
            Set.of("attention_in", "attention_out", "feed_gate", "feed_up", "feed_down", "head");

    private final Transformer transformer;
    private final Description description;
    private final List<TokenBlock> blocks;
    private final RowProduct head;
    private final Map<String, float[]> headVectors;

    /** Weights by their names, in the two forms that there are. */
    private record Weights(Map<String, Panels> matrices, Map<String, float[]> vectors) {
        /** @return null where a matrix is not kept in panels */
        static Weights of(Map<String, NDArray> arrays, PanelReader reader) {
            Weights weights = new Weights(new HashMap<>(), new HashMap<>());
            for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
                if (!MATRICES.contains(array.getKey())) {
                    weights.vectors.put(array.getKey(), reader.numbers(array.getValue()));
                    continue;
                }
                Panels panels = reader.panels(array.getValue());
                if (panels == null) {
                    return null;
                }
                weights.matrices.put(array.getKey(), panels);
            }
            return weights;
        }
    }

    private NextToken(
            Transformer transformer, List<TokenBlock> blocks, RowProduct head, Map<String, float[]> headVectors) {
        this.transformer = transformer;
        this.description = transformer.description();
        this.blocks = blocks;
        this.head = head;
        this.headVectors = headVectors;
    }

    /** Whether the VM was started with its vectors, and the processor has such as are used here. */
    static boolean possible() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && Lanes.there();
    }

    /** Empty where the model's matrices are not such as are read here, or the VM or the processor has no vectors for it. */
    static Optional<NextToken> of(Transformer transformer, List<Block> blocks, Head head) {
        if (!transformer.products().packs() || !possible()) {
            return Optional.empty();
        }
        try (PanelReader reader = new PanelReader(transformer.products())) {
            return of(transformer, blocks, head, reader);
        }
    }

    /** Empty where a matrix is not one that the reader reads. */
    static Optional<NextToken> of(Transformer transformer, List<Block> blocks, Head head, PanelReader reader) {
        List<TokenBlock> here = new ArrayList<>();
        for (Block block : blocks) {
            Weights weights = Weights.of(block.weights(), reader);
            if (weights == null) {
                return Optional.empty();
            }
            here.add(new TokenBlock(transformer.description(), block.layer(), weights.matrices, weights.vectors));
        }
        Map<String, NDArray> ofHead = new HashMap<>(head.weights());
        Optional<RowProduct> stored = StoredRows.of(head.stored());
        stored.ifPresent(rows -> ofHead.remove("head"));
        Weights weights = Weights.of(ofHead, reader);
        return weights == null
                ? Optional.empty()
                : Optional.of(
                        new NextToken(transformer, here, stored.orElse(weights.matrices.get("head")), weights.vectors));
    }

    /**
     * Scores of the vocabulary.
     *
     * @param memory of the text, in its first slot, which has gone on to the new token's column
     */
    float[] scores(int id, int position, List<Injection> injections, KeyValues memory) {
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
            TokenBlock block = blocks.get(layer);
            Rope rope = block.layer().rope();
            float[] turn = rope == null ? null : turns.computeIfAbsent(rope, r -> turn(r, position));
            stream = block.apply(stream, turn, memory.first(layer, position + 1));
        }
        float[] scores =
                head.times(TokenNorm.of(description, stream, headVectors.get("norm"), headVectors.get("norm_bias")));
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
