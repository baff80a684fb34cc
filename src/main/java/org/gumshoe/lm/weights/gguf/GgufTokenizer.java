// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.tokenizer.BpeMerge;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;

/**
 * Builds a tokenizer from a GGUF file's metadata, which holds a vocabulary but no tokenizer.json:
 * byte-level BPE ("gpt2") with the file's merges and the pre-tokenizer that it names, or
 * SentencePiece's BPE ("llama"), whose merges follow from the vocabulary.
 */
public final class GgufTokenizer {
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final String LLAMA3_WORDS =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2_WORDS = LLAMA3_WORDS.replace("\\p{N}{1,3}", "\\p{N}");
    private static final Set<String> DIGITS_APART =
            Set.of("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b");
    private static final Set<String> LLAMA3 = Set.of("llama3", "llama-v3", "llama-bpe");

    private final GgufMetadata metadata;
    private final boolean sentencePiece;
    private final String pre;
    private final String[] tokens;
    private final Map<String, Integer> vocabulary = new LinkedHashMap<>();

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
        String model = metadata.string("tokenizer.ggml.model");
        this.sentencePiece = model.equals("llama");
        if (!sentencePiece && !model.equals("gpt2")) {
            throw new BadInputException(metadata.file() + " has a tokenizer of kind \"" + model
                    + "\"; gpt2 and llama are read, choose another model.");
        }
        this.pre = metadata.string("tokenizer.ggml.pre", "default");
        this.tokens = metadata.strings("tokenizer.ggml.tokens").clone();
        if (gemma()) {
            respellSpaces(tokens);
        }
        for (int id = 0; id < tokens.length; id++) {
            vocabulary.put(tokens[id], id);
        }
    }

    public static Tokenizer build(GgufMetadata metadata) {
        GgufTokenizer builder = new GgufTokenizer(metadata);
        ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 24);
        try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
            builder.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FastTokenizer(json.toByteArray(), builder.ends(), metadata.file());
    }

    private boolean gemma() {
        return sentencePiece && metadata.string("general.architecture").startsWith("gemma");
    }

    /**
     * Gemma's files spell runs of spaces as spaces, while text reaches the vocabulary with spaces
     * replaced.
     */
    private static void respellSpaces(String[] tokens) {
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id].startsWith(" ") && tokens[id].isBlank()) {
                tokens[id] = "▁".repeat(tokens[id].length());
            }
        }
    }

    private Set<Integer> ends() {
        Set<Integer> ends = new TreeSet<>();
        for (String key : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            if (metadata.has("tokenizer.ggml." + key)) {
                ends.add(metadata.integer("tokenizer.ggml." + key));
            }
        }
        for (String end : FastTokenizer.ENDS) {
            Integer id = vocabulary.get(end);
            if (id != null && type(id) == CONTROL) { // Gemma's vocabulary has "</s>" as a piece of HTML
                ends.add(id);
            }
        }
        return ends;
    }

    private int type(int id) {
        double[] types = metadata.numbers("tokenizer.ggml.token_type");
        return types == null || id >= types.length ? 1 : (int) types[id];
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
            writeRaw(out, "normalizer", pre.equals("qwen2") ? "{\"type\":\"NFC\"}" : "null");
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

    private static final String BYTE_LEVEL =
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":%b}";
    private static final String SPACES_REPLACED =
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}";

    private boolean prefixed() {
        return metadata.flag("tokenizer.ggml.add_space_prefix", true);
    }

    private String normalizer() {
        return prefixed()
                ? "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"▁\"}," + SPACES_REPLACED
                        + "]}"
                : SPACES_REPLACED;
    }

    private String decoder() {
        return "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"▁\"},\"content\":\" \"},"
                + "{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}"
                + (prefixed() ? ",{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}" : "")
                + "]}";
    }

    private void writePreTokenizer(JsonGenerator out) throws IOException {
        String words = LLAMA3.contains(pre) ? LLAMA3_WORDS : pre.equals("qwen2") ? QWEN2_WORDS : null;
        if (words == null
                && !DIGITS_APART.contains(pre)
                && !Set.of("default", "gpt-2", "gpt2").contains(pre)) {
            throw new BadInputException(
                    metadata.file() + " splits words by \"" + pre
                            + "\", which is not known here; use a model with the pre-tokenizer gpt-2, smollm, llama-bpe or qwen2.");
        }
        out.writeStartObject();
        out.writeStringField("type", "Sequence");
        out.writeArrayFieldStart("pretokenizers");
        if (words != null) {
            out.writeStartObject();
            out.writeStringField("type", "Split");
            out.writeObjectFieldStart("pattern");
            out.writeStringField("Regex", words);
            out.writeEndObject();
            out.writeStringField("behavior", "Isolated");
            out.writeBooleanField("invert", false);
            out.writeEndObject();
        } else if (DIGITS_APART.contains(pre)) {
            out.writeRawValue("{\"type\":\"Digits\",\"individual_digits\":true}");
        }
        out.writeRawValue(BYTE_LEVEL.formatted(words == null));
        out.writeEndArray();
        out.writeEndObject();
    }

    /**
     * Control tokens are special; user-defined ones are matched whole as well, unless the
     * respelling above took them from the raw text.
     */
    private void writeAddedTokens(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("added_tokens");
        for (int id = 0; id < tokens.length; id++) {
            int type = type(id);
            if (type == CONTROL || type == USER_DEFINED && !tokens[id].startsWith("▁▁")) {
                out.writeStartObject();
                out.writeNumberField("id", id);
                out.writeStringField("content", tokens[id]);
                for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                    out.writeBooleanField(flag, false);
                }
                out.writeBooleanField("special", type == CONTROL);
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }

    private void writePostProcessor(JsonGenerator out) throws IOException {
        boolean bos = metadata.flag("tokenizer.ggml.add_bos_token", sentencePiece || LLAMA3.contains(pre))
                && metadata.has("tokenizer.ggml.bos_token_id");
        if (!bos) {
            out.writeNull();
            return;
        }
        int id = metadata.integer("tokenizer.ggml.bos_token_id");
        String token = tokens[id];
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
            out.writeStringField("unk_token", tokens[metadata.integer("tokenizer.ggml.unknown_token_id")]);
        }
        out.writeBooleanField("fuse_unk", sentencePiece);
        out.writeBooleanField("byte_fallback", sentencePiece);
        out.writeBooleanField("ignore_merges", LLAMA3.contains(pre));
        out.writeObjectFieldStart("vocab");
        for (Map.Entry<String, Integer> entry : vocabulary.entrySet()) {
            out.writeNumberField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
        out.writeArrayFieldStart("merges");
        if (metadata.has("tokenizer.ggml.merges")) {
            for (String merge : metadata.strings("tokenizer.ggml.merges")) {
                int space = merge.indexOf(' ', 1);
                writeMerge(out, merge.substring(0, space), merge.substring(space + 1));
            }
        } else {
            for (BpeMerge merge : merges()) {
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

    /**
     * A token's score says how good it is; Gemma's scores do not follow the order of its merges,
     * the order of its vocabulary does (as transformers 5 has it).
     */
    private List<BpeMerge> merges() {
        double[] scores = metadata.numbers("tokenizer.ggml.scores");
        if (scores == null && !gemma()) {
            throw new BadInputException(
                    metadata.file() + " has neither merges nor scores for its tokenizer; convert the model again.");
        }
        return BpeMerge.all(vocabulary, gemma() ? id -> -id : id -> scores[id]);
    }
}
