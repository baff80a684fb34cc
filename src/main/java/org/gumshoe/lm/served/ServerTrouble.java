// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Trouble with a server, for which no text is to blame: it is away, slow or busy, fails, or holds another
 * model. Its message is a sentence without a full stop.
 */
final class ServerTrouble extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;
    private final Duration wish;

    private ServerTrouble(String sentence, boolean passing, Duration wish) {
        super(sentence, new IOException(sentence));
        this.passing = passing;
        this.wish = wish;
    }

    /** Trouble that may be over in a moment. */
    static ServerTrouble passing(String sentence) {
        return new ServerTrouble(sentence, true, Duration.ZERO);
    }

    /** Trouble of a server that names the time after which to ask again. */
    static ServerTrouble busy(String sentence, Duration wish) {
        return new ServerTrouble(sentence, true, wish);
    }

    /** Trouble that somebody has to mend. */
    static ServerTrouble lasting(String sentence) {
        return new ServerTrouble(sentence, false, Duration.ZERO);
    }

    boolean isPassing() {
        return passing;
    }

    /** Returns the time after which the server wishes to be asked again; zero where it says nothing. */
    Duration wish() {
        return wish;
    }
}
