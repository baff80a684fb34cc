// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.function.Supplier;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.ConceptWords;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;

/** Fold of authors: some to fit everything on, the LDA included, and others to score. */
public final class AuthorFold implements WeakToStrong.Fold {
    private final PairedActivations fitted;
    private final PairedActivations unseen;
    private final LdaConcept.WordCounts fittedWords;
    private final LdaConcept.WordCounts unseenWords;
    private final ConceptWords asked;
    private final Supplier<LdaConcept> learner;
    private LdaConcept lda;

    /**
     * Creates a fold.
     *
     * @param asked read-outs of the concept's words
     * @param learner learns the LDA from the fitted books alone; called once, when scores are
     *     needed
     */
    public AuthorFold(
            PairedActivations fitted,
            PairedActivations unseen,
            LdaConcept.WordCounts fittedWords,
            LdaConcept.WordCounts unseenWords,
            ConceptWords asked,
            Supplier<LdaConcept> learner) {
        this.fitted = fitted;
        this.unseen = unseen;
        this.fittedWords = fittedWords;
        this.unseenWords = unseenWords;
        this.asked = asked;
        this.learner = learner;
    }

    @Override
    public PairedActivations fitted() {
        return fitted;
    }

    @Override
    public PairedActivations unseen() {
        return unseen;
    }

    @Override
    public synchronized ConceptPointer pointer(PairedActivations side) {
        if (lda == null) {
            lda = learner.get();
        }
        return asked.pointer(lda.scores(side == fitted ? fittedWords : unseenWords, side.passages()), side);
    }
}
