// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.function.Supplier;

/** Some authors to fit everything on, the LDA as well, and others to score on. */
final class AuthorFold implements WeakToStrong.Fold {
    private final Reading fitted;
    private final Reading unseen;
    private final Pointer.Counted fittedWords;
    private final Pointer.Counted unseenWords;
    private final Supplier<Pointer> learner;
    private Pointer pointer;

    /** @param learner learns from the fitted books alone; asked once, when scores are wanted */
    AuthorFold(
            Reading fitted,
            Reading unseen,
            Pointer.Counted fittedWords,
            Pointer.Counted unseenWords,
            Supplier<Pointer> learner) {
        this.fitted = fitted;
        this.unseen = unseen;
        this.fittedWords = fittedWords;
        this.unseenWords = unseenWords;
        this.learner = learner;
    }

    @Override
    public Reading fitted() {
        return fitted;
    }

    @Override
    public Reading unseen() {
        return unseen;
    }

    @Override
    public synchronized double[] lda(Reading side) {
        if (pointer == null) {
            pointer = learner.get();
        }
        return pointer.scores(side == fitted ? fittedWords : unseenWords, side.passages());
    }
}
