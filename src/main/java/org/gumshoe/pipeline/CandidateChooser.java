// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.List;
import org.gumshoe.steer.control.TextReading;

/** Chooser among candidates for a story. */
@FunctionalInterface
public interface CandidateChooser {
    /**
     * Returns the index of the chosen candidate.
     *
     * @param texts the story so far with each candidate's block
     * @param readings of the same texts
     */
    int choose(List<String> texts, List<TextReading> readings);
}
