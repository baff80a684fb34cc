// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Optional;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.kit.OwnTexts;

/** What a model writes by itself, as a passage for that model to read: the other side of the corpus direction. */
final class OwnText {
    /** A shorter text tells little of what a model writes. */
    private static final int LEAST_TOKENS = 40;

    private OwnText() {}

    /**
     * The same story is the same passage under the same key, so a story that is written again changes nothing.
     *
     * @param model sha256 of the writer
     * @param text the continuation without its opening
     * @return empty for a story that was steered, prompted or is too short
     */
    static Optional<Passage> of(StoryRequest request, String model, String text, int tokens) {
        String own = text.strip();
        if (!request.getArm().equals(Arms.UNSTEERED) || tokens < LEAST_TOKENS || own.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Passage.newBuilder()
                .setBook(OwnTexts.id(request.getStory()))
                .setIndex(0)
                .setTotal(1)
                .setStart(0)
                .setEnd(own.length())
                .setText(own)
                .setSampled(false)
                .setOwn(true)
                .setWriter(model)
                .build());
    }
}
