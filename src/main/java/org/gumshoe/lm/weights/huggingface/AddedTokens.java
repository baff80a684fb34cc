// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tokens that are matched whole and stand beside a tokenizer: in tokenizer_config.json
 * (added_tokens_decoder), or in the older added_tokens.json.
 *
 * @param byId tokens in the form of tokenizer.json's added_tokens
 */
record AddedTokens(TreeMap<Integer, ObjectNode> byId) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the tokens beside a tokenizer. */
    static AddedTokens read(Path directory) {
        TreeMap<Integer, ObjectNode> tokens = new TreeMap<>();
        JsonNode config = HuggingFaceDirectory.json(directory.resolve("tokenizer_config.json"));
        config.path("added_tokens_decoder").properties().forEach(entry -> {
            JsonNode token = entry.getValue();
            add(
                    tokens,
                    entry.getKey(),
                    token.path("content").asText(null),
                    token.path("special").asBoolean(false),
                    token);
        });
        if (tokens.isEmpty()) {
            Set<String> special = special(config);
            special.addAll(special(HuggingFaceDirectory.json(directory.resolve("special_tokens_map.json"))));
            HuggingFaceDirectory.json(directory.resolve("added_tokens.json"))
                    .properties()
                    .forEach(entry -> add(
                            tokens,
                            entry.getValue().asText(),
                            entry.getKey(),
                            special.contains(entry.getKey()),
                            JSON.createObjectNode()));
        }
        return new AddedTokens(tokens);
    }

    private static void add(
            TreeMap<Integer, ObjectNode> tokens, String id, String content, boolean special, JsonNode flags) {
        if (content == null || content.isEmpty() || !id.matches("\\d{1,9}")) {
            return;
        }
        ObjectNode token = JSON.createObjectNode();
        token.put("id", Integer.parseInt(id));
        token.put("content", content);
        for (String flag : new String[] {"single_word", "lstrip", "rstrip"}) {
            token.put(flag, flags.path(flag).asBoolean(false));
        }
        token.put("normalized", flags.path("normalized").asBoolean(!special));
        token.put("special", special);
        tokens.put(Integer.parseInt(id), token);
    }

    /** Returns the contents of the tokens that a configuration names as special. */
    private static Set<String> special(JsonNode config) {
        Set<String> special = new HashSet<>();
        config.properties().forEach(entry -> {
            if (entry.getKey().endsWith("_token") || entry.getKey().endsWith("_special_tokens")) {
                JsonNode value = entry.getValue();
                (value.isArray() ? value : JSON.createArrayNode().add(value))
                        .forEach(token -> special.add(token.path("content").asText(token.asText(""))));
            }
        });
        return special;
    }

    /** Leaves out tokens that a tokenizer.json has already. */
    AddedTokens without(JsonNode known) {
        TreeMap<Integer, ObjectNode> more = new TreeMap<>(byId);
        Set<String> contents = new HashSet<>();
        known.forEach(token -> contents.add(token.path("content").asText()));
        more.values().removeIf(token -> contents.contains(token.path("content").asText()));
        return new AddedTokens(more);
    }

    /** Returns a tokenizer.json with these tokens behind its own. */
    byte[] addTo(byte[] tokenizerJson) throws IOException {
        if (byId.isEmpty()) {
            return tokenizerJson;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(tokenizerJson.length + 4096);
        try (JsonParser in = new JsonFactory(JSON).createParser(tokenizerJson);
                JsonGenerator out = new JsonFactory(JSON).createGenerator(bytes)) {
            boolean isWritten = false;
            in.nextToken();
            out.writeStartObject();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                in.nextToken();
                out.writeFieldName(field);
                if (field.equals("added_tokens")) {
                    JsonNode own = JSON.readTree(in);
                    ArrayNode all = JSON.createArrayNode();
                    own.forEach(all::add);
                    byId.values().forEach(all::add);
                    JSON.writeTree(out, all);
                    isWritten = true;
                } else {
                    out.copyCurrentStructure(in);
                }
            }
            if (!isWritten) {
                out.writeFieldName("added_tokens");
                JSON.writeTree(out, JSON.valueToTree(byId.values()));
            }
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
