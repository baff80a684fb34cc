// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Optional;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.records.GeneratedTexts;

/**
 * What a model has written, as a passage for that model to read: by itself, which is the other side
 * of the corpus direction, or under a refined vector as it is, which is that of the remainder.
 */
final class FeedbackPassage {
    /** A shorter text tells little of what a model writes. */
    private static final int LEAST_TOKENS = 40;

    private FeedbackPassage() {}

    /**
     * The same story is the same passage under the same key, so a story that is written again
     * changes nothing.
     *
     * @param model sha256 of the writer
     * @param text the continuation without its opening
     * @return empty for a story that is too short, was prompted, or was steered by anything but a
     *     sound refined vector at its own strength
     */
    static Optional<Passage> of(PreparedStory story, String model, String text, int tokens) {
        StoryRequest request = story.request();
        String own = text.strip();
        boolean unsteered = request.getArm().equals(StoryArm.UNSTEERED.wireName());
        if (!unsteered && !story.refined() || tokens < LEAST_TOKENS || own.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Passage.newBuilder()
                .setBook(GeneratedTexts.id(request.getStory()))
                .setIndex(0)
                .setTotal(1)
                .setStart(0)
                .setEnd(own.length())
                .setText(own)
                .setSampled(false)
                .setOwn(true)
                .setWriter(model)
                .setSteered(unsteered ? "" : request.getConcept())
                .build());
    }
}
