// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.util.Optional;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.gateway.view.StoryArchive;
import org.gumshoe.services.gateway.view.Views;

/**
 * Repetition of a story: the sampler is seeded, so the same request, vector and model give the same
 * text to the letter.
 */
final class Repetition {
    private Repetition() {}

    /** Returns why a story cannot be written again as it was; empty when it can. */
    static Optional<String> obstacle(StoryArchive.Story story, Views views) {
        if (story.request().isEmpty()) {
            return Optional.of("Its request is not in the topic any more.");
        }
        if (story.tokens().isEmpty() || !story.tokens().getLast().getLast()) {
            return Optional.of("It is still being written.");
        }
        StoryToken last = story.tokens().getLast();
        if (!last.getError().isEmpty()) {
            return Optional.of("It was not written: " + last.getError());
        }
        if (last.getModel().isEmpty()) {
            return Optional.of("It was written before tokens named their model.");
        }
        StoryRequest request = story.request().get();
        if (views.models().values().stream()
                .noneMatch(model -> model.getSha256().equals(last.getModel()))) {
            return Optional.of("The model that wrote it is not announced any more.");
        }
        // anybody may write a request, with any arm
        Optional<StoryArm> arm = StoryArm.find(request.getArm());
        boolean steered = arm.filter(StoryArm::isSteered).isPresent();
        boolean kept = arm.stream()
                .flatMap(known -> known.kinds().stream())
                .map(kind -> new VectorKey(request.getConcept(), request.getRole(), kind.wireName()))
                .flatMap(key -> views.vectors().find(key, last.getVectorVersion()).stream())
                .anyMatch(vector -> vector.getModel().equals(last.getModel()));
        return steered && !kept
                ? Optional.of("Version " + last.getVectorVersion() + " of its vector is compacted away.")
                : Optional.empty();
    }
}
