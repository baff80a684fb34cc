// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.gumshoe.lm.cpu.MatVec;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.cpu.PackedMatrix;
import org.gumshoe.lm.cpu.StoredMatrix;

/** A maker of {@link JavaDecoder}s: it gives each matrix the form that a plan wants. */
final class JavaDecoderFactory {
    private final Transformer transformer;
    private final Set<String> packed;
    private final PackedLayoutProbe probe;

    /**
     * @param packed names of matrices that are read as the engine has packed them
     * @param probe finds those; may be null where {@code packed} is empty
     */
    JavaDecoderFactory(Transformer transformer, Set<String> packed, PackedLayoutProbe probe) {
        this.transformer = transformer;
        this.packed = packed;
        this.probe = probe;
    }

    /** Returns empty where a matrix has none of the forms that Java reads. */
    Optional<JavaDecoder> make() {
        List<Map<String, MatVec>> matrices = new ArrayList<>();
        List<Map<String, float[]>> vectors = new ArrayList<>();
        for (int i = 0; i < transformer.storedBlocks().size(); i++) {
            StoredWeights stored = transformer.storedBlocks().get(i);
            int block = i;
            Map<String, MatVec> ofBlock =
                    matrices(stored, () -> transformer.block(block).weights());
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
            MatVec several = StoredMatrix.of(stored.matrices().get(name)).orElse(null);
            PackedMatrix single =
                    packed.contains(name) ? probe.probe(tensors.get().get(name)) : null;
            if (single == null && several == null) {
                return null;
            }
            matrices.put(
                    name, single == null ? several : several == null ? single : new MatVec.ByCount(single, several));
        }
        return matrices;
    }
}
