// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.gumshoe.BadInputException;

/**
 * A tokenizer.json without its vocabulary and its merges, which are nine tenths of it and are
 * skipped as it is read.
 *
 * @param parts all else: added_tokens, normalizer, ..., and of the model its options
 */
public record TokenizerJson(JsonNode parts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a tokenizer.json.
     *
     * @param source file to name in error messages
     * @throws BadInputException when it is not valid JSON
     */
    public static TokenizerJson read(byte[] json, Object source) {
        ObjectNode parts = JSON.createObjectNode();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                readFields(parser, parts);
            }
            if (parser.currentToken() == JsonToken.END_OBJECT) {
                return new TokenizerJson(parts);
            }
        } catch (IOException e) {
            throw new BadInputException("The tokenizer of " + source + " is not valid JSON; download it again.", e);
        }
        throw new BadInputException("The tokenizer of " + source + " is no JSON object; download it again.");
    }

    private static void readFields(JsonParser parser, ObjectNode parts) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("model") && value == JsonToken.START_OBJECT) {
                readFields(parser, parts.putObject(field));
            } else if (field.equals("vocab") || field.equals("merges")) {
                parser.skipChildren();
            } else {
                parts.set(field, JSON.readTree(parser));
            }
        }
    }

    /** Returns the model's options, such as its type; a missing node where there is no model. */
    public JsonNode model() {
        return parts.path("model").isObject() ? parts.path("model") : MissingNode.getInstance();
    }

    /** Returns the tokens that are matched whole in a text. */
    public JsonNode addedTokens() {
        return parts.path("added_tokens");
    }
}
