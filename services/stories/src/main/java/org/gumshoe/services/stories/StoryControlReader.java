// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.schemas.StoryControl;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.StoryScore;

/** Reader of a story's control in a vector's record. */
public final class StoryControlReader {
    private StoryControlReader() {}

    /**
     * Returns the score by which candidates are chosen.
     *
     * @throws org.gumshoe.BadInputException when a read-out reads nothing
     */
    public static StoryScore score(StoryControl control) {
        return new StoryScore(
                control.getReadOuts().stream()
                        .map(readOut -> new ReadOut(
                                readOut.getLayer(),
                                FloatLists.array(readOut.getWeights()),
                                readOut.getMean(),
                                readOut.getDeviation(),
                                readOut.getTarget() == null ? Double.POSITIVE_INFINITY : readOut.getTarget()))
                        .toList(),
                control.getLikelihood());
    }

    /**
     * Returns the plan of the search.
     *
     * @throws org.gumshoe.BadInputException when it has no candidate or no block
     */
    public static StorySearch.Plan plan(StoryControl control) {
        return new StorySearch.Plan(control.getCandidates(), control.getBlockTokens(), control.getStrongest());
    }
}
