// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.List;
import org.gumshoe.schemas.StoryToken;

/**
 * Token of a story.
 *
 * @param logProb under the model as it wrote
 * @param logProbsUnsteered on the last token of a story with details: of each token, under the model
 *     by itself
 * @param readings likewise: how far the model's state lies along the concept's direction
 */
public record TokenRow(
        String story,
        String concept,
        String arm,
        int index,
        String text,
        double logProb,
        boolean last,
        String error,
        long vectorVersion,
        double strength,
        String model,
        Double logProbUnsteered,
        List<Float> logProbsUnsteered,
        List<Float> readings,
        int readingLayer,
        long readingVersion) {
    /** Describes a token. */
    public static TokenRow of(StoryToken token) {
        return new TokenRow(
                token.getStory(),
                token.getConcept(),
                token.getArm(),
                token.getIndex(),
                token.getText(),
                token.getLogProb(),
                token.getLast(),
                token.getError(),
                token.getVectorVersion(),
                token.getStrength(),
                token.getModel(),
                token.getLogProbUnsteered(),
                token.getLogProbsUnsteered(),
                token.getReadings(),
                token.getReadingLayer(),
                token.getReadingVersion());
    }
}
