// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.function.Supplier;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;

/** Some authors to fit everything on, the LDA as well, and others to score on. */
public final class AuthorFold implements WeakToStrong.Fold {
    private final PairedActivations fitted;
    private final PairedActivations unseen;
    private final LdaConcept.WordCounts fittedWords;
    private final LdaConcept.WordCounts unseenWords;
    private final Supplier<LdaConcept> learner;
    private LdaConcept lda;

    /** @param learner learns from the fitted books alone; asked once, when scores are wanted */
    public AuthorFold(
            PairedActivations fitted,
            PairedActivations unseen,
            LdaConcept.WordCounts fittedWords,
            LdaConcept.WordCounts unseenWords,
            Supplier<LdaConcept> learner) {
        this.fitted = fitted;
        this.unseen = unseen;
        this.fittedWords = fittedWords;
        this.unseenWords = unseenWords;
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
    public synchronized double[] lda(PairedActivations side) {
        if (lda == null) {
            lda = learner.get();
        }
        return lda.scores(side == fitted ? fittedWords : unseenWords, side.passages());
    }
}
