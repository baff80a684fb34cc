// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.VisibleText;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.records.BookSender;

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
                    "version")
            .require("concept", "prompt")
            .with("arm", Map.of("enum", ARMS, "default", StoryArm.STEERED.wireName()))
            .with("seed", Map.of("default", 1))
            .with("tokens", Map.of("default", DEFAULT_TOKENS));

    private static final ObjectMapper JSON = mapper();

    private static ObjectMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .enable(
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withConfigOverride(
                        List.class, list -> list.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)));
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            builder.withCoercionConfig(LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
        }
        return builder.build();
    }

    /**
     * Reads a body.
     *
     * @throws Refusal with status 400 and a sentence that names the field
     */
    static StoryRequestBody parse(String json) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw shapeless();
        }
        if (!tree.isObject()) {
            throw shapeless();
        }
        try {
            return JSON.treeToValue(tree, StoryRequestBody.class);
        } catch (UnrecognizedPropertyException e) {
            throw Refusal.of(
                    400,
                    "There is no field '" + VisibleText.quoted(e.getPropertyName()) + "'; there are "
                            + String.join(", ", SHAPE.fields()) + ".");
        } catch (JsonMappingException e) {
            String field = e.getPath().getFirst().getFieldName();
            throw Refusal.of(
                    400,
                    "The field " + field + " is "
                            + VisibleText.quoted(tree.get(field).toString()) + " but must be "
                            + expected(SHAPE.property(field)) + ".");
        } catch (JsonProcessingException e) {
            throw shapeless();
        }
    }

    private static Refusal shapeless() {
        return Refusal.of(
                400,
                "The body must be one JSON object with concept and prompt; it may have "
                        + String.join(
                                ", ", SHAPE.fields().subList(2, SHAPE.fields().size())) + ".");
    }

    private static String expected(Map<String, Object> words) {
        String range = words.containsKey("minimum") && words.containsKey("maximum")
                ? " from " + words.get("minimum") + " to " + words.get("maximum")
                : "";
        return switch (words.get("type").toString()) {
            case "integer" -> "a whole number" + range;
            case "number" -> "a number" + range;
            case "array" -> "a list, each element " + expected(items(words));
            default -> "a text";
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> items(Map<String, Object> words) {
        return (Map<String, Object>) words.get("items");
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
                .setArm(arm == null ? StoryArm.STEERED.wireName() : arm)
                .setSeed(seed == null ? 1 : seed)
                .setTokens(tokens == null ? DEFAULT_TOKENS : tokens)
                .setMinTokens(minTokens == null ? 0 : minTokens)
                .setStrength(strength)
                .setLayers(layers == null ? List.of() : layers)
                .setVersion(version)
                .build();
        try {
            RecordBounds.check(request);
        } catch (OutOfBoundsException e) {
            throw Refusal.of(400, e.getMessage());
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
