// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.gumshoe.VisibleText;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.http.Refusal;

/**
 * JSON body of a completion, as clients of OpenAI's interface send it, with the field {@code steer}.
 *
 * @param choices requests of the texts to write, in the order of the choices
 * @param stops texts before which a choice ends
 * @param logProbs whether the tokens' log-probabilities are told
 */
record CompletionBody(String model, List<StoryRequest> choices, List<String> stops, boolean logProbs, boolean stream) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final int CHOICES = 16;
    private static final int STOPS = 4;
    private static final int STOP_CHARACTERS = 500;

    /** Fields of OpenAI's interface that change nothing here at these values. */
    private static final Map<String, String> IGNORED = Map.of(
            "best_of", "1", "presence_penalty", "0", "frequency_penalty", "0", "logit_bias", "{}", "suffix", "\"\"");

    private static final Set<String> KNOWN = Set.of(
            "model",
            "prompt",
            "max_tokens",
            "temperature",
            "top_p",
            "n",
            "stream",
            "logprobs",
            "echo",
            "stop",
            "seed",
            "user",
            "stream_options",
            "steer");

    /** Description in JSON Schema. */
    static Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("model", Map.of("type", "string", "description", "any name: the announced strong model writes"));
        properties.put("prompt", Map.of("oneOf", List.of(type("string"), list("string"))));
        properties.put("max_tokens", Map.of("type", "integer", "default", 16));
        properties.put("temperature", Map.of("type", "number", "default", 1));
        properties.put("top_p", Map.of("type", "number", "default", 1));
        properties.put("n", Map.of("type", "integer", "default", 1, "maximum", CHOICES));
        properties.put("seed", type("integer"));
        properties.put("stop", Map.of("oneOf", List.of(type("string"), list("string"))));
        properties.put(
                "logprobs", Map.of("type", "integer", "description", "only those of the chosen tokens are told"));
        properties.put("stream", type("boolean"));
        properties.put(
                "steer",
                Map.of(
                        "type", "object",
                        "required", List.of("concept"),
                        "properties",
                                Map.of(
                                        "concept", type("string"),
                                        "arm", type("string"),
                                        "version", type("integer"),
                                        "strength", type("number"))));
        return Map.of("type", "object", "required", List.of("prompt"), "properties", properties);
    }

    private static Map<String, Object> type(String name) {
        return Map.of("type", name);
    }

    private static Map<String, Object> list(String items) {
        return Map.of("type", "array", "items", type(items));
    }

    /**
     * Reads a body.
     *
     * @param concept of an unsteered text: the one that it can be compared for
     * @param ids source of the stories' ids
     * @throws Refusal with status 400 and a sentence that names the field
     */
    static CompletionBody parse(String json, String concept, Supplier<String> ids) {
        JsonNode body = tree(json);
        refuseUnknown(body);
        int n = whole(body, "n", 1, 1, CHOICES);
        long seed =
                whole(body, "seed").orElseGet(() -> ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE));
        List<StoryRequest> choices = new ArrayList<>();
        for (String prompt : texts(body, "prompt")) {
            for (int i = 0; i < n; i++) {
                choices.add(choice(body, concept, prompt, seed + i).request(ids.get()));
            }
        }
        List<String> stops = body.path("stop").isMissingNode()
                        || body.get("stop").isNull()
                ? List.of()
                : texts(body, "stop").stream().filter(stop -> !stop.isEmpty()).toList();
        boolean isLong = stops.stream().anyMatch(stop -> stop.length() > STOP_CHARACTERS);
        if (choices.isEmpty() || choices.size() > CHOICES || stops.size() > STOPS || isLong) {
            throw Refusal.of(
                    400,
                    "A request may have 1 to " + CHOICES + " choices and up to " + STOPS + " texts to stop at, each of "
                            + STOP_CHARACTERS + " characters at most.");
        }
        return new CompletionBody(
                body.path("model").asText("gumshoe"),
                choices,
                stops,
                body.path("logprobs").isNumber() || body.path("logprobs").asBoolean(),
                body.path("stream").asBoolean());
    }

    private static JsonNode tree(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            // refused like any other body that is no object
        }
        throw Refusal.of(400, "The body must be one JSON object with a prompt.");
    }

    private static void refuseUnknown(JsonNode body) {
        body.fieldNames().forEachRemaining(name -> {
            String given = body.get(name).toString().replaceFirst("\\.0$", "");
            boolean harmless = given.equals("null") || given.equals(IGNORED.get(name));
            if (!KNOWN.contains(name) && !harmless) {
                throw Refusal.of(
                        400,
                        "The field '" + VisibleText.quoted(name) + "' is not known here, or only at its default value:"
                                + " leave it out.");
            }
        });
        if (body.path("echo").asBoolean()) {
            throw Refusal.of(400, "The field echo is not offered: the answer holds what is written after the prompt.");
        }
    }

    private static StoryRequestBody choice(JsonNode body, String concept, String prompt, long seed) {
        JsonNode steer = body.path("steer").isObject() ? body.get("steer") : MissingNode.getInstance();
        steer.fieldNames().forEachRemaining(name -> {
            if (!Set.of("concept", "version", "strength", "arm").contains(name)) {
                throw Refusal.of(
                        400,
                        "The field steer has no '" + VisibleText.quoted(name) + "': it has concept, version,"
                                + " strength and arm.");
            }
        });
        return new StoryRequestBody(
                steer.path("concept").asText(concept),
                prompt,
                steer.isMissingNode()
                        ? StoryArm.UNSTEERED.wireName()
                        : steer.path("arm").asText(StoryArm.DEFAULT.wireName()),
                seed,
                whole(body, "max_tokens", 16, 1, 10_000),
                null,
                steer.path("strength").isNumber() ? steer.get("strength").doubleValue() : null,
                null,
                whole(steer, "version").orElse(null),
                number(body, "temperature"),
                number(body, "top_p"),
                true);
    }

    private static Double number(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return 1.0;
        }
        if (!value.isNumber()) {
            throw Refusal.of(400, "The field " + name + " must be a number.");
        }
        return value.doubleValue();
    }

    /** A number beyond a long would else be another one. */
    private static Optional<Long> whole(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isIntegralNumber() && !value.canConvertToLong()) {
            throw Refusal.of(400, "The field " + name + " is too large a number.");
        }
        return value.isIntegralNumber() ? Optional.of(value.longValue()) : Optional.empty();
    }

    private static int whole(JsonNode body, String name, int absent, int least, int most) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw Refusal.of(400, "The field " + name + " must be a whole number from " + least + " to " + most + ".");
        }
        return value.intValue();
    }

    private static List<String> texts(JsonNode body, String name) {
        JsonNode value = body.path(name);
        List<JsonNode> nodes = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(nodes::add);
        } else {
            nodes.add(value);
        }
        if (!nodes.stream().allMatch(JsonNode::isTextual)) {
            throw Refusal.of(
                    400,
                    "The field " + name + " must be a text or a list of texts; numbers of tokens are not"
                            + " known here.");
        }
        return nodes.stream().map(JsonNode::textValue).toList();
    }
}
