// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.function.Supplier;
import org.gumshoe.experiment.data.LdaPointer;
import org.gumshoe.experiment.data.PairedActivations;

/** Some authors to fit everything on, the LDA as well, and others to score on. */
public final class AuthorFold implements WeakToStrong.Fold {
    private final PairedActivations fitted;
    private final PairedActivations unseen;
    private final LdaPointer.Counted fittedWords;
    private final LdaPointer.Counted unseenWords;
    private final Supplier<LdaPointer> learner;
    private LdaPointer pointer;

    /** @param learner learns from the fitted books alone; asked once, when scores are wanted */
    public AuthorFold(
            PairedActivations fitted,
            PairedActivations unseen,
            LdaPointer.Counted fittedWords,
            LdaPointer.Counted unseenWords,
            Supplier<LdaPointer> learner) {
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
        if (pointer == null) {
            pointer = learner.get();
        }
        return pointer.scores(side == fitted ? fittedWords : unseenWords, side.passages());
    }
}
