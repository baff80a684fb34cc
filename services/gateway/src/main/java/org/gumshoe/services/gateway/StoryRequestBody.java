// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.javalin.http.BadRequestResponse;
import java.util.List;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.StoryRequest;

/** JSON body of a story request; only concept and prompt are required. */
record StoryRequestBody(
        String concept,
        String prompt,
        String arm,
        Long seed,
        Integer tokens,
        Integer minTokens,
        Double strength,
        List<Integer> layers,
        Long version) {
    private static final int DEFAULT_TOKENS = 120;
    private static final int MAX_TOKENS = 2000;

    static final String SHAPE =
            "The body must be JSON with concept and prompt; arm, seed, tokens, minTokens, strength, layers and version may "
                    + "be given.";

    /**
     * Makes the request of a story.
     *
     * @throws BadRequestResponse with the reason, when the request cannot be fulfilled
     */
    StoryRequest request(String story) {
        if (concept == null || prompt == null || prompt.isBlank()) {
            throw new BadRequestResponse("A story needs a concept and a prompt.");
        }
        int length = tokens == null ? DEFAULT_TOKENS : tokens;
        if (length < 1 || length > MAX_TOKENS) {
            throw new BadRequestResponse("tokens must lie between 1 and " + MAX_TOKENS + ".");
        }
        int shortest = minTokens == null ? 0 : minTokens;
        if (shortest < 0 || shortest > length) {
            throw new BadRequestResponse("minTokens must lie between 0 and tokens, which is " + length + ".");
        }
        return StoryRequest.newBuilder()
                .setStory(story)
                .setConcept(concept)
                .setPrompt(prompt)
                .setArm(arm == null ? StoryArm.STEERED.wireName() : arm)
                .setSeed(seed == null ? 1 : seed)
                .setTokens(length)
                .setMinTokens(shortest)
                .setStrength(strength)
                .setLayers(layers == null ? List.of() : layers)
                .setVersion(version)
                .build();
    }
}
