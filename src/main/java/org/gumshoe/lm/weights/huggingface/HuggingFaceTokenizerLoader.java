// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.tokenizer.TokenizerJson;
import org.gumshoe.lm.weights.gguf.GgufTokenizer;

/**
 * A loader of the tokenizer of a HuggingFace directory: tokenizer.json, or where there is none the
 * tokenizer.model of SentencePiece, with which the older LLaMAs and Vicuna are published; with the
 * tokens that stand beside it ({@link AddedTokens}).
 *
 * @param configJson the model's config.json
 * @param architecture as in {@link org.gumshoe.lm.config.TransformerConfig}
 */
record HuggingFaceTokenizerLoader(Path directory, JsonNode configJson, String architecture) {
    private static final long MAX_BYTES = 256 << 20;

    /**
     * Loads the tokenizer.
     *
     * @throws BadInputException when the directory holds none, or a damaged or unknown one
     */
    Tokenizer load() {
        Path json = directory.resolve("tokenizer.json");
        Path model = directory.resolve("tokenizer.model");
        try {
            if (Files.exists(json)) {
                byte[] own = bytes(json);
                JsonNode known = TokenizerJson.read(own, json).addedTokens();
                byte[] bytes = AddedTokens.read(directory).without(known).addTo(own);
                return new FastTokenizer(
                        bytes, stopTokens(TokenizerJson.read(bytes, json).addedTokens()), json);
            }
            if (Files.exists(model)) {
                AddedTokens added = AddedTokens.read(directory);
                JsonNode config = HuggingFaceDirectory.json(directory.resolve("tokenizer_config.json"));
                Set<Integer> stopTokens = stopTokens(
                        JsonNodeFactory.instance.arrayNode().addAll(added.byId().values()));
                SentencePiece pieces = SentencePiece.read(model, bytes(model), added);
                return GgufTokenizer.build(pieces.metadata(model, architecture, stopTokens, config));
            }
        } catch (IOException e) {
            throw new BadInputException(
                    "Cannot read the tokenizer in " + directory + ": " + e.getMessage() + "; download it again.", e);
        }
        throw new BadInputException(
                directory
                        + " holds neither tokenizer.json nor tokenizer.model; download it, or convert the tokenizer with transformers.");
    }

    private static byte[] bytes(Path file) throws IOException {
        HuggingFaceDirectory.requireOwn(file);
        if (Files.size(file) > MAX_BYTES) {
            throw new BadInputException(
                    "%s is longer than any tokenizer (%d MB); download it again.".formatted(file, MAX_BYTES >> 20));
        }
        return Files.readAllBytes(file);
    }

    /** Describes the tokenizer in a few words, without building it. */
    String summary() {
        Path json = directory.resolve("tokenizer.json");
        JsonNode model;
        try {
            model = Files.exists(json) ? TokenizerJson.read(bytes(json), json).model() : MissingNode.getInstance();
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + json + ": " + e.getMessage() + "; download it again.", e);
        }
        return model.isMissingNode()
                ? Files.exists(directory.resolve("tokenizer.model")) ? "BPE of SentencePiece" : "none"
                : (model.path("byte_fallback").asBoolean() ? "" : "byte-level ")
                        + model.path("type").asText("unknown")
                        + (model.path("byte_fallback").asBoolean() ? " with byte fallback" : "");
    }

    /** Returns the ids of tokens that end a text or a turn. */
    private Set<Integer> stopTokens(JsonNode addedTokens) {
        Set<Integer> stopTokens = new TreeSet<>();
        for (JsonNode from :
                List.of(configJson, HuggingFaceDirectory.json(directory.resolve("generation_config.json")))) {
            JsonNode eos = from.path("eos_token_id");
            if (eos.isNumber()) {
                stopTokens.add(eos.asInt());
            }
            eos.forEach(id -> stopTokens.add(id.asInt()));
        }
        for (JsonNode added : addedTokens) {
            if (added.path("special").asBoolean()
                    && FastTokenizer.STOP_TOKENS.contains(added.path("content").asText())) {
                stopTokens.add(added.path("id").asInt());
            }
        }
        // some files say -1 for none
        stopTokens.removeIf(id -> id < 0);
        return stopTokens;
    }
}
