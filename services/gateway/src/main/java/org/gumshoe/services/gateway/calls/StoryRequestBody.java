// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.VisibleText;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.gateway.http.JsonBody;
import org.gumshoe.services.gateway.http.Shape;

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
        Long version,
        Double temperature,
        Double topP,
        Boolean details) {
    private static final int DEFAULT_TOKENS = 120;
    private static final List<String> ARMS =
            Arrays.stream(StoryArm.values()).map(StoryArm::wireName).toList();

    static final Shape SHAPE = Shape.of(
                    StoryRequest.getClassSchema(),
                    "concept",
                    "prompt",
                    "arm",
                    "seed",
                    "tokens",
                    "minTokens",
                    "strength",
                    "layers",
                    "version",
                    "temperature",
                    "topP",
                    "details")
            .require("concept", "prompt")
            .with("arm", Map.of("enum", ARMS, "default", StoryArm.DEFAULT.wireName()))
            .with("seed", Map.of("default", 1))
            .with("tokens", Map.of("default", DEFAULT_TOKENS))
            .with("temperature", Map.of("default", StoryArms.TEMPERATURE))
            .with("topP", Map.of("default", StoryArms.TOP_P))
            .with("details", Map.of("default", false));

    /**
     * Reads a body.
     *
     * @throws Refusal with status 400 and a sentence that names the field
     */
    static StoryRequestBody parse(String json) {
        return JsonBody.parse(json, StoryRequestBody.class, SHAPE);
    }

    /**
     * Makes the request of a story.
     *
     * @throws Refusal with status 400 and the reason, when the request cannot be fulfilled
     */
    StoryRequest request(String story) {
        if (concept == null || prompt == null || prompt.isBlank()) {
            throw Refusal.of(400, "A story needs a concept and a prompt.");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(concept + prompt)) {
            throw Refusal.of(400, "concept and prompt must be Unicode; one has half a surrogate pair.");
        }
        if (!BookSender.validId(concept)) {
            throw Refusal.of(
                    400,
                    "The concept '" + VisibleText.quoted(concept)
                            + "' must not be blank or contain '#', '|' or control characters.");
        }
        if (arm != null && !ARMS.contains(arm)) {
            throw Refusal.of(
                    400, "The arm '" + VisibleText.quoted(arm) + "' is none of " + String.join(", ", ARMS) + ".");
        }
        StoryRequest request = StoryRequest.newBuilder()
                .setStory(story)
                .setConcept(concept)
                .setPrompt(prompt)
                .setArm(arm == null ? StoryArm.DEFAULT.wireName() : arm)
                .setSeed(seed == null ? 1 : seed)
                .setTokens(tokens == null ? DEFAULT_TOKENS : tokens)
                .setMinTokens(minTokens == null ? 0 : minTokens)
                .setStrength(strength)
                .setLayers(layers == null ? List.of() : layers)
                .setVersion(version)
                .setTemperature(temperature == null ? StoryArms.TEMPERATURE : temperature)
                .setTopP(topP == null ? StoryArms.TOP_P : topP)
                .setDetails(details != null && details)
                .build();
        try {
            RecordBounds.check(request);
        } catch (OutOfBoundsException e) {
            throw CallSupport.outOfBounds(e);
        }
        if (request.getMinTokens() > request.getTokens()) {
            throw Refusal.of(
                    400,
                    "minTokens is " + request.getMinTokens() + " but must be at most tokens, which is "
                            + request.getTokens() + ".");
        }
        return request;
    }
}
