// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

import java.time.Duration;
import java.util.Optional;

/**
 * Trouble of one part that is told once it has lasted for half a minute. Before that it may be how
 * things come: the rows of a matrix are replaced one by one.
 */
public final class LastingTrouble {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Troubles troubles;
    private final String part;
    private String sentence = "";
    private long since;

    /** @param part that is in trouble */
    public LastingTrouble(Troubles troubles, String part) {
        this.troubles = troubles;
        this.part = part;
    }

    /**
     * Takes note of the present.
     *
     * @param present what is wrong, in a sentence; empty when nothing is
     * @param now in milliseconds
     */
    public void see(Optional<String> present, long now) {
        if (!present.orElse("").equals(sentence)) {
            sentence = present.orElse("");
            since = now;
        }
        if (sentence.isEmpty()) {
            troubles.resolve(part);
        } else if (now - since >= PATIENCE.toMillis()) {
            troubles.report(part, sentence);
        }
    }
}
