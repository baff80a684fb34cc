// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.schemas.ControlReadOut;
import org.gumshoe.schemas.StoryControl;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.control.StoryScore;

/** Writer of a story's control in a vector's record. */
final class StoryControlWriter {
    private StoryControlWriter() {}

    static StoryControl record(StoryScore score, StorySearch.Plan plan) {
        return StoryControl.newBuilder()
                .setCandidates(plan.candidates())
                .setBlockTokens(plan.blockTokens())
                .setStrongest(plan.strongest())
                .setReadOuts(score.readOuts().stream()
                        .map(readOut -> ControlReadOut.newBuilder()
                                .setLayer(readOut.layer())
                                .setWeights(FloatLists.list(readOut.weights()))
                                .setMean(readOut.mean())
                                .setDeviation(readOut.deviation())
                                .setTarget(Double.isInfinite(readOut.target()) ? null : readOut.target())
                                .build())
                        .toList())
                .setLikelihood(score.likelihood())
                .build();
    }
}
