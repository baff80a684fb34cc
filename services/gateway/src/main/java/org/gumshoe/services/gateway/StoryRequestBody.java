// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.javalin.http.BadRequestResponse;
import java.util.List;
import org.gumshoe.schemas.StoryRequest;

/** What a client asks for; only concept and prompt are needed. */
record StoryRequestBody(
        String concept,
        String prompt,
        String arm,
        Long seed,
        Integer tokens,
        Double strength,
        List<Integer> layers,
        Long version) {
    static final String SHAPE =
            "The body must be JSON with concept and prompt; arm, seed, tokens, strength, layers and version may be given.";

    /** @throws BadRequestResponse with the reason, when it cannot be fulfilled */
    StoryRequest request(String story) {
        if (concept == null || prompt == null || prompt.isBlank()) {
            throw new BadRequestResponse("A story needs a concept and a prompt.");
        }
        int length = tokens == null ? 120 : tokens;
        if (length < 1 || length > 2000) {
            throw new BadRequestResponse("tokens must lie between 1 and 2000.");
        }
        return StoryRequest.newBuilder()
                .setStory(story)
                .setConcept(concept)
                .setPrompt(prompt)
                .setArm(arm == null ? "steered" : arm)
                .setSeed(seed == null ? 1 : seed)
                .setTokens(length)
                .setStrength(strength)
                .setLayers(layers == null ? List.of() : layers)
                .setVersion(version)
                .build();
    }
}
