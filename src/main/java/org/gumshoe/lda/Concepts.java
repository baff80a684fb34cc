// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;

/** Seed words of concepts that Gumshoe knows by name. */
public final class Concepts {
    /** The detective story. Chosen by meaning, never tuned on labels. */
    public static final List<String> DETECTIVE = List.of(
            "murder",
            "detective",
            "crime",
            "evidence",
            "police",
            "inspector",
            "murdered",
            "clue",
            "suspicion",
            "criminal");

    private Concepts() {}
}
