// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.stream.IntStream;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;

/** Scores of passages by a refinement's probe and its pointer together. */
public final class PointedScores {
    private PointedScores() {}

    /** Scores the passages of the refinement's own books; no weights saw a book of the author. */
    public static double[] crossFitted(LayerDataset data, Refinement.Result refined, ConceptPointer.InModel pointer) {
        PassageScorer scorer = data.scorer(refined, pointer);
        return IntStream.range(0, data.rows().length)
                .mapToDouble(i -> scorer.score(
                        data.passages().get(i).book().id(),
                        data.rows()[i],
                        pointer.z()[i],
                        pointer.words(i),
                        pointer.otherWords(i)))
                .toArray();
    }

    /**
     * Scores passages of books that the refinement was not trained on.
     *
     * @param unseen their activations, [passage][dimension]
     * @param unseenPointer their scores by the pointer
     */
    public static double[] ofUnseen(
            LayerDataset fitted,
            Refinement.Result refined,
            ConceptPointer.InModel pointer,
            float[][] unseen,
            ConceptPointer.InModel unseenPointer) {
        PassageScorer scorer = fitted.scorer(refined, pointer);
        return IntStream.range(0, unseen.length)
                .mapToDouble(i -> scorer.scoreUnseen(
                        unseen[i], unseenPointer.z()[i], unseenPointer.words(i), unseenPointer.otherWords(i)))
                .toArray();
    }
}
