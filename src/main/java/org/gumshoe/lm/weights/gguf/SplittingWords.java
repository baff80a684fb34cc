// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * The splitting of a text into words before byte-level BPE, which llama.cpp names in
 * {@code tokenizer.ggml.pre} (llama-vocab.cpp). Many names share a pattern.
 *
 * @param pattern null where words are split as by GPT-2
 * @param splitsDigits whether each digit is a word
 */
record SplittingWords(String pattern, boolean splitsDigits) {
    private static final String LLAMA3_PATTERN =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2_PATTERN = LLAMA3_PATTERN.replace("\\p{N}{1,3}", "\\p{N}");

    /** Pre-tokenizers that differ from GPT-2's by splitting numbers into digits. */
    private static final Set<String> SINGLE_DIGITS =
            Set.of("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b");

    /** Pre-tokenizers of LLaMA 3 itself, with which a word that is a token is not merged. */
    private static final Set<String> LLAMA3 =
            Set.of("llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2");

    /** Other pre-tokenizers with its pattern. */
    private static final Set<String> LIKE_LLAMA3 = Set.of("dbrx", "smaug-bpe", "chatglm-bpe", "glm4");

    private static final Set<String> QWEN2 =
            Set.of("qwen2", "deepseek-r1-qwen", "kormo", "megrez", "stablelm2", "hunyuan", "solar-open");
    private static final Set<String> GPT2 = Set.of(
            "default",
            "gpt-2",
            "gpt2",
            "phi-2",
            "jina-es",
            "jina-de",
            "jina-v2-es",
            "jina-v2-de",
            "jina-v1-en",
            "jina-v2-code",
            "roberta-bpe",
            "gigachat",
            "a.x-4.0",
            "mellum",
            "modern-bert",
            "mpt",
            "olmo",
            "jais",
            "trillion",
            "granite-docling");

    static final String BYTE_LEVEL =
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":%b}";

    /**
     * Returns the splitting of a name.
     *
     * @param file file to name in error messages
     * @throws BadInputException when its pattern is not known
     */
    static SplittingWords of(Path file, String name) {
        if (isLlama3(name) || LIKE_LLAMA3.contains(name)) {
            return new SplittingWords(LLAMA3_PATTERN, false);
        }
        if (QWEN2.contains(name)) {
            return new SplittingWords(QWEN2_PATTERN, false);
        }
        if (SINGLE_DIGITS.contains(name) || GPT2.contains(name)) {
            return new SplittingWords(null, SINGLE_DIGITS.contains(name));
        }
        throw new BadInputException(
                file + " splits words by \"" + VisibleText.quoted(name)
                        + "\", which is not known here; use a model with a pre-tokenizer like that of gpt-2, smollm, llama-bpe or qwen2.");
    }

    /** Returns whether a name is of LLaMA 3's own tokenizer. */
    static boolean isLlama3(String name) {
        return LLAMA3.contains(name);
    }

    void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "Sequence");
        out.writeArrayFieldStart("pretokenizers");
        if (pattern != null) {
            out.writeStartObject();
            out.writeStringField("type", "Split");
            out.writeObjectFieldStart("pattern");
            out.writeStringField("Regex", pattern);
            out.writeEndObject();
            out.writeStringField("behavior", "Isolated");
            out.writeBooleanField("invert", false);
            out.writeEndObject();
        } else if (splitsDigits) {
            out.writeRawValue("{\"type\":\"Digits\",\"individual_digits\":true}");
        }
        out.writeRawValue(BYTE_LEVEL.formatted(pattern == null));
        out.writeEndArray();
        out.writeEndObject();
    }
}
