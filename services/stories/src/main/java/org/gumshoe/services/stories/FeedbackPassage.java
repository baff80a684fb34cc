// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Optional;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.steer.TextGroup;

/**
 * Passage made of a generated text, for the model that wrote it to read: an unsteered text for the
 * corpus direction, a text under an unchanged refined vector for the residual correction, or one under a single
 * direction for the strengths of both.
 */
final class FeedbackPassage {
    /** Least length; a shorter text shows little of how a model writes. */
    private static final int LEAST_TOKENS = 40;

    private FeedbackPassage() {}

    /**
     * Returns the passage of a story. The same story is the same passage under the same key, so
     * writing it again changes nothing.
     *
     * @param model SHA-256 of the writer
     * @param text the continuation without its opening
     * @param logProbUnsteered of the text after its opening, in nats
     * @return empty for a story that is too short, was prompted, was sampled in another way, was
     *     steered by anything but an unchanged refined vector that has not diverged, or one of its directions, or is
     *     looked at in detail: people try one story again and again
     */
    static Optional<Passage> of(PreparedStory story, String model, String text, int tokens, double logProbUnsteered) {
        StoryRequest request = story.request();
        String continuation = text.strip();
        TextGroup group = story.group().orElse(null);
        double surprise = -logProbUnsteered / tokens;
        if (group == null
                || request.getDetails()
                || request.getTemperature() != StoryArms.TEMPERATURE
                || request.getTopP() != StoryArms.TOP_P
                || tokens < LEAST_TOKENS
                || continuation.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Passage.newBuilder()
                .setBook(GeneratedTexts.id(request.getStory()))
                .setIndex(0)
                .setTotal(1)
                .setStart(0)
                .setEnd(continuation.length())
                .setText(continuation)
                .setSampled(false)
                .setOwn(true)
                .setWriter(model)
                .setSteered(group.isSteered() ? request.getConcept() : "")
                .setDirection(group.isOfOneDirection() ? group.wireName() : "")
                .setSurprise(Double.isFinite(surprise) ? surprise : null)
                .build());
    }
}
