// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The steps of SentencePiece's tokenizers in the form of tokenizer.json: how a text is normalised before
 * its pieces are merged, and joined again.
 */
record SentencePieceSteps(GgufMetadata metadata) {
    private static final String REPLACE_SPACES =
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}";

    private static final String METASPACE_FIRST =
            "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"first\",\"split\":false}";

    /** Returns whether a space is put before a text alone, and not behind each added token too. */
    private boolean prefixesFirstOnly() {
        return addsSpacePrefix() && metadata.flag(GgufTokenizer.PREFIX_FIRST_ONLY, false);
    }

    private boolean addsSpacePrefix() {
        return metadata.flag("tokenizer.ggml.add_space_prefix", true);
    }

    /** Normalises as SentencePiece does: its table of characters first, then spaces. */
    String normalizer() {
        List<String> steps = new ArrayList<>();
        byte[] charsMap = charsMap();
        if (charsMap.length > 0) {
            steps.add("{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"%s\"}"
                    .formatted(Base64.getEncoder().encodeToString(charsMap)));
        }
        if (metadata.flag("tokenizer.ggml.remove_extra_whitespaces", false)) {
            steps.add("{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}");
            steps.add("{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\" \"}");
        }
        if (prefixesFirstOnly()) {
            return steps.isEmpty()
                    ? "null"
                    : "{\"type\":\"Sequence\",\"normalizers\":[" + String.join(",", steps) + "]}";
        }
        if (addsSpacePrefix()) {
            steps.add("{\"type\":\"Prepend\",\"prepend\":\"▁\"}");
        }
        steps.add(REPLACE_SPACES);
        return steps.size() == 1
                ? REPLACE_SPACES
                : "{\"type\":\"Sequence\",\"normalizers\":[" + String.join(",", steps) + "]}";
    }

    private byte[] charsMap() {
        String key = "tokenizer.ggml.precompiled_charsmap";
        if (metadata.values().get(key) instanceof byte[] bytes) {
            return bytes;
        }
        double[] numbers = metadata.numbers(key);
        byte[] bytes = new byte[numbers == null ? 0 : numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }

    String decoder() {
        return "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"▁\"},\"content\":\" \"},"
                + "{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}"
                + (addsSpacePrefix() ? ",{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}" : "")
                + "]}";
    }

    /** Returns the step between, null in JSON where there is none. */
    String preTokenizer() {
        return prefixesFirstOnly() ? METASPACE_FIRST : "null";
    }
}
