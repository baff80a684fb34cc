// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.refine.Refinement;

/**
 * Concept as one of the models has refined it on a part of the books.
 *
 * @param contrast class contrast by the refined responsibilities
 */
record PartConcept(CrossFittedProbe probe, Direction contrast) {
    /**
     * Refines all reported concepts in one model; those that the books do not let it learn are left out.
     *
     * @param pointers by a topic model that may have read other books
     */
    static Map<String, PartConcept> of(
            LawSetting setting, boolean inWeak, Set<String> books, LawPointers.Pointers pointers) {
        PairedActivations part = setting.activations().only(b -> books.contains(b.id()));
        LayerDataset data = inWeak
                ? part.weakAt(setting.weak().refined())
                : part.strongAt(setting.strong().refined());
        int[] in = setting.passagesOf(books);
        Map<String, PartConcept> concepts = new ConcurrentSkipListMap<>();
        setting.reported().parallelStream().forEach(concept -> {
            try {
                ConceptPointer pointer = pointers.byConcept().get(concept).only(in);
                // the other model has not read these books
                Refinement.Result refined = data.refine(
                        (inWeak ? pointer.weak() : pointer.strong()).alone(), new Refinement.Start.Scores());
                concepts.put(concept, new PartConcept(refined.probe(), data.classContrast(refined.responsibilities())));
            } catch (BadInputException refused) {
                setting.progress().say("Left out of the maps: " + concept + ": " + refused.getMessage());
            }
        });
        return concepts;
    }
}
