// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.tokenizer.BpeMerge;
import org.gumshoe.lm.tokenizer.FastTokenizer;

/**
 * The vocabulary of a GGUF file: its tokens with their types, the stop tokens among them, and the
 * merges that follow from their scores.
 */
final class GgufVocabulary {
    /** Token types of llama.cpp (llama_token_type). */
    private static final int NORMAL = 1;

    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private final GgufMetadata metadata;
    private final boolean gemma;
    private final String[] tokens;
    private final double[] types;
    private final Map<String, Integer> ids = new LinkedHashMap<>();

    /** @param sentencePiece whether the tokenizer is SentencePiece's BPE, not byte-level BPE */
    GgufVocabulary(GgufMetadata metadata, boolean sentencePiece) {
        this.metadata = metadata;
        this.gemma = sentencePiece && metadata.string("general.architecture").startsWith("gemma");
        this.tokens = metadata.strings("tokenizer.ggml.tokens").clone();
        this.types = perToken("tokenizer.ggml.token_type");
        if (gemma) {
            respellSpaces(tokens);
        }
        for (int id = 0; id < tokens.length; id++) {
            ids.put(tokens[id], id);
        }
    }

    /**
     * Spells runs of spaces with "▁". Gemma's files spell them as spaces, but the normalizer
     * replaces the spaces of a text before it looks tokens up.
     */
    private static void respellSpaces(String[] tokens) {
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id].startsWith(" ") && tokens[id].isBlank()) {
                tokens[id] = "▁".repeat(tokens[id].length());
            }
        }
    }

    int size() {
        return tokens.length;
    }

    String token(int id) {
        return tokens[id];
    }

    /** Returns the ids of all tokens, in order. */
    Map<String, Integer> ids() {
        return ids;
    }

    boolean isControl(int id) {
        return type(id) == CONTROL;
    }

    /** Returns whether a token is matched whole in a text; respelled runs of spaces are not. */
    boolean isAdded(int id) {
        return isControl(id) || type(id) == USER_DEFINED && !tokens[id].startsWith("▁▁");
    }

    private int type(int id) {
        return types == null ? NORMAL : (int) types[id];
    }

    /** Returns an array with a number for each token, or null where there is none. */
    private double[] perToken(String key) {
        double[] numbers = metadata.numbers(key);
        if (numbers != null && numbers.length != tokens.length) {
            throw new BadInputException("%s has %d numbers in \"%s\" for %d tokens; convert the model again."
                    .formatted(metadata.file(), numbers.length, key, tokens.length));
        }
        return numbers;
    }

    /** Returns the id that a key holds, of a token that is in the vocabulary. */
    int id(String key) {
        return metadata.integer(key, 0, tokens.length - 1);
    }

    /** Returns the ids of tokens that end a text or a turn. */
    Set<Integer> stopTokens() {
        Set<Integer> stopTokens = new TreeSet<>();
        for (String key : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            if (metadata.has("tokenizer.ggml." + key)) {
                stopTokens.add(metadata.integer("tokenizer.ggml." + key));
            }
        }
        for (String token : FastTokenizer.STOP_TOKENS) {
            Integer id = ids.get(token);
            if (id != null && isControl(id)) { // Gemma's vocabulary has "</s>" as a piece of HTML
                stopTokens.add(id);
            }
        }
        return stopTokens;
    }

    /**
     * Infers the merges of a file that stores none, the best first. Tokens are ranked by score; but
     * Gemma's scores do not follow the order of its merges, while its vocabulary does (as in
     * transformers 5).
     *
     * @throws BadInputException when the file has no scores either
     */
    List<BpeMerge> inferMerges() {
        double[] scores = perToken("tokenizer.ggml.scores");
        if (scores == null && !gemma) {
            throw new BadInputException(
                    metadata.file() + " has neither merges nor scores for its tokenizer; convert the model again.");
        }
        return BpeMerge.all(ids, gemma ? id -> -id : id -> scores[id]);
    }
}
