// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;

/**
 * A concept that a topic shall take up: guide i governs topic i, whose prior (eta) on each seed word is raised by {@code pseudoCount}.
 *
 * @param pseudoCount added to eta for each seed word in the guided topic; in words
 */
public record Guide(String concept, List<String> seeds, double pseudoCount) {
    public Guide {
        seeds = List.copyOf(seeds);
    }
}
