// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.gumshoe.lm.cpu.GgmlMatrix;
import org.gumshoe.lm.cpu.MatVec;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.cpu.StoredMatrix;

/** A maker of {@link JavaDecoder}s: it gives each matrix the form that a plan wants. */
final class JavaDecoderFactory {
    private final Transformer transformer;
    private final DecodePlan plan;
    private final PackedLayoutProbe probe;

    /**
     * @param probe finds matrices as the engine has packed them; may be null where the plan has none
     */
    JavaDecoderFactory(Transformer transformer, DecodePlan plan, PackedLayoutProbe probe) {
        this.transformer = transformer;
        this.plan = plan;
        this.probe = probe;
    }

    /** Returns empty where a matrix has none of the forms that Java reads. */
    Optional<JavaDecoder> make() {
        List<Map<String, MatVec>> matrices = new ArrayList<>();
        List<Map<String, float[]>> vectors = new ArrayList<>();
        int count = transformer.storedBlocks().size();
        for (int i = 0; i < count; i++) {
            StoredWeights stored = transformer.storedBlocks().get(i);
            int block = i;
            Map<String, MatVec> ofBlock =
                    matrices(stored, () -> transformer.blocks(count).get(block).weights());
            if (ofBlock == null) {
                return Optional.empty();
            }
            matrices.add(ofBlock);
            vectors.add(stored.vectors());
        }
        StoredWeights head = transformer.storedHead();
        Map<String, MatVec> lmHead = matrices(head, () -> transformer.lmHead().weights());
        return lmHead == null
                ? Optional.empty()
                : Optional.of(new JavaDecoder(transformer, matrices, vectors, lmHead.get("lm_head"), head.vectors()));
    }

    /** The engine's tensors, which are loaded only where one of them is wanted. */
    private interface Tensors {
        SequencedMap<String, NDArray> get();
    }

    private Map<String, MatVec> matrices(StoredWeights stored, Tensors tensors) {
        Map<String, MatVec> matrices = new HashMap<>();
        for (String name : stored.matrices().sequencedKeySet()) {
            MatVec many = StoredMatrix.of(stored.matrices().get(name)).orElse(null);
            MatVec few = few(stored, name, tensors);
            if (few == null && many == null) {
                return null;
            }
            matrices.put(
                    name,
                    few == null
                            ? many
                            : many == null
                                    ? few
                                    : new MatVec.ByCount(few, plan.eightBits().getOrDefault(name, 1), many));
        }
        return matrices;
    }

    /** Returns the form that a single text multiplies, or a few, or null where that is the one for many. */
    private MatVec few(StoredWeights stored, String name, Tensors tensors) {
        if (plan.packed().contains(name)) {
            return probe.probe(tensors.get().get(name));
        }
        return plan.eightBits().containsKey(name)
                ? GgmlMatrix.of(stored.matrices().get(name)).orElse(null)
                : null;
    }
}
