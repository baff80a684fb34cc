// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.tokenizer.BpeMerge;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;

/**
 * A builder of the tokenizer of a GGUF file, which stores a vocabulary but no tokenizer.json. It
 * writes that file for HuggingFace's library: byte-level BPE ("gpt2") with the stored merges and
 * the pre-tokenizer that the file names, or SentencePiece's BPE ("llama"), whose merges are
 * inferred.
 */
public final class GgufTokenizer {
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

    private static final String BYTE_LEVEL =
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":%b}";
    private static final String REPLACE_SPACES =
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}";

    private final GgufMetadata metadata;
    private final boolean sentencePiece;
    private final String preTokenizer;
    private final GgufVocabulary vocabulary;

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
        String model = metadata.string("tokenizer.ggml.model");
        this.sentencePiece = model.equals("llama");
        if (!sentencePiece && !model.equals("gpt2")) {
            throw new BadInputException(metadata.file() + " has a tokenizer of kind \"" + VisibleText.quoted(model)
                    + "\"; gpt2 and llama are read, choose another model.");
        }
        this.preTokenizer = metadata.string("tokenizer.ggml.pre", "default");
        this.vocabulary = new GgufVocabulary(metadata, sentencePiece);
    }

    /**
     * Builds the tokenizer.
     *
     * @throws BadInputException when the metadata lack a part of it, or name an unknown kind
     */
    public static Tokenizer build(GgufMetadata metadata) {
        GgufTokenizer builder = new GgufTokenizer(metadata);
        ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 24);
        try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
            builder.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FastTokenizer(json.toByteArray(), builder.vocabulary.stopTokens(), metadata.file());
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("version", "1.0");
        out.writeNullField("truncation");
        out.writeNullField("padding");
        writeAddedTokens(out);
        if (sentencePiece) {
            writeRaw(out, "normalizer", normalizer());
            writeRaw(out, "pre_tokenizer", "null");
            writeRaw(out, "decoder", decoder());
        } else {
            writeRaw(out, "normalizer", preTokenizer.equals("qwen2") ? "{\"type\":\"NFC\"}" : "null");
            out.writeFieldName("pre_tokenizer");
            writePreTokenizer(out);
            writeRaw(out, "decoder", BYTE_LEVEL.formatted(true));
        }
        out.writeFieldName("post_processor");
        writePostProcessor(out);
        out.writeFieldName("model");
        writeModel(out);
        out.writeEndObject();
    }

    private boolean addsSpacePrefix() {
        return metadata.flag("tokenizer.ggml.add_space_prefix", true);
    }

    /** Normalises as SentencePiece does: its table of characters first, then spaces. */
    private String normalizer() {
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

    private String decoder() {
        return "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"▁\"},\"content\":\" \"},"
                + "{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}"
                + (addsSpacePrefix() ? ",{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}" : "")
                + "]}";
    }

    private void writePreTokenizer(JsonGenerator out) throws IOException {
        boolean isLlama3 = LLAMA3.contains(preTokenizer) || LIKE_LLAMA3.contains(preTokenizer);
        String pattern = isLlama3 ? LLAMA3_PATTERN : QWEN2.contains(preTokenizer) ? QWEN2_PATTERN : null;
        if (pattern == null && !SINGLE_DIGITS.contains(preTokenizer) && !GPT2.contains(preTokenizer)) {
            throw new BadInputException(
                    metadata.file() + " splits words by \"" + VisibleText.quoted(preTokenizer)
                            + "\", which is not known here; use a model with a pre-tokenizer like that of gpt-2, smollm, llama-bpe or qwen2.");
        }
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
        } else if (SINGLE_DIGITS.contains(preTokenizer)) {
            out.writeRawValue("{\"type\":\"Digits\",\"individual_digits\":true}");
        }
        out.writeRawValue(BYTE_LEVEL.formatted(pattern == null));
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Writes the tokens that are matched whole; control tokens are marked as special. */
    private void writeAddedTokens(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("added_tokens");
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isAdded(id)) {
                out.writeStartObject();
                out.writeNumberField("id", id);
                out.writeStringField("content", vocabulary.token(id));
                for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                    out.writeBooleanField(flag, false);
                }
                out.writeBooleanField("special", vocabulary.isControl(id));
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }

    /**
     * Writes the template that puts the beginning-of-sequence token first, where the model wants
     * it.
     */
    private void writePostProcessor(JsonGenerator out) throws IOException {
        boolean bos = metadata.flag("tokenizer.ggml.add_bos_token", sentencePiece || LLAMA3.contains(preTokenizer))
                && metadata.has("tokenizer.ggml.bos_token_id");
        if (!bos) {
            out.writeNull();
            return;
        }
        int id = vocabulary.id("tokenizer.ggml.bos_token_id");
        String token = vocabulary.token(id);
        out.writeStartObject();
        out.writeStringField("type", "TemplateProcessing");
        for (String template : List.of("single", "pair")) {
            out.writeArrayFieldStart(template);
            out.writeStartObject();
            out.writeObjectFieldStart("SpecialToken");
            out.writeStringField("id", token);
            out.writeNumberField("type_id", 0);
            out.writeEndObject();
            out.writeEndObject();
            out.writeRawValue("{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}");
            if (template.equals("pair")) {
                out.writeRawValue("{\"Sequence\":{\"id\":\"B\",\"type_id\":1}}");
            }
            out.writeEndArray();
        }
        out.writeObjectFieldStart("special_tokens");
        out.writeObjectFieldStart(token);
        out.writeStringField("id", token);
        out.writeArrayFieldStart("ids");
        out.writeNumber(id);
        out.writeEndArray();
        out.writeArrayFieldStart("tokens");
        out.writeString(token);
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
    }

    private void writeModel(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "BPE");
        if (sentencePiece && metadata.has("tokenizer.ggml.unknown_token_id")) {
            out.writeStringField("unk_token", vocabulary.token(vocabulary.id("tokenizer.ggml.unknown_token_id")));
        }
        out.writeBooleanField("fuse_unk", sentencePiece);
        out.writeBooleanField("byte_fallback", sentencePiece);
        out.writeBooleanField("ignore_merges", LLAMA3.contains(preTokenizer));
        out.writeObjectFieldStart("vocab");
        for (Map.Entry<String, Integer> entry : vocabulary.ids().entrySet()) {
            out.writeNumberField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
        out.writeArrayFieldStart("merges");
        if (metadata.has("tokenizer.ggml.merges")) {
            for (String merge : metadata.strings("tokenizer.ggml.merges")) {
                int space = merge.indexOf(' ', 1);
                if (space < 0) {
                    throw new BadInputException("%s holds \"%s\" where a merge of two tokens belongs; convert it again."
                            .formatted(metadata.file(), VisibleText.quoted(merge)));
                }
                writeMerge(out, merge.substring(0, space), merge.substring(space + 1));
            }
        } else {
            for (BpeMerge merge : vocabulary.inferMerges()) {
                writeMerge(out, merge.left(), merge.right());
            }
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeMerge(JsonGenerator out, String left, String right) throws IOException {
        out.writeStartArray();
        out.writeString(left);
        out.writeString(right);
        out.writeEndArray();
    }

    private static void writeRaw(JsonGenerator out, String field, String json) throws IOException {
        out.writeFieldName(field);
        out.writeRawValue(json);
    }
}
