// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.tokenizer.BpeMerge;
import org.gumshoe.lm.tokenizer.FastTokenizer;

/**
 * A builder of the tokenizer of a GGUF file, which stores a vocabulary but no tokenizer.json. It
 * writes that file for HuggingFace's library: byte-level BPE ("gpt2") with the stored merges and
 * the pre-tokenizer that the file names, or SentencePiece's BPE ("llama"), whose merges are
 * inferred.
 */
public final class GgufTokenizer {
    /** Key of our own, for tokenizers of transformers that are not "legacy". */
    public static final String PREFIX_FIRST_ONLY = "gumshoe.prefix_first_only";

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
    public static FastTokenizer build(GgufMetadata metadata) {
        return write(metadata).open(metadata.file());
    }

    /** Writes the tokenizer; otherwise as {@link #build}. */
    static WrittenTokenizer write(GgufMetadata metadata) {
        GgufTokenizer builder = new GgufTokenizer(metadata);
        ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 24);
        try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
            builder.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WrittenTokenizer(builder.vocabulary.stopTokens(), json.toByteArray());
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("version", "1.0");
        out.writeNullField("truncation");
        out.writeNullField("padding");
        writeAddedTokens(out);
        if (sentencePiece) {
            SentencePieceSteps steps = new SentencePieceSteps(metadata);
            writeRaw(out, "normalizer", steps.normalizer());
            writeRaw(out, "pre_tokenizer", steps.preTokenizer());
            writeRaw(out, "decoder", steps.decoder());
        } else {
            writeRaw(out, "normalizer", preTokenizer.equals("qwen2") ? "{\"type\":\"NFC\"}" : "null");
            out.writeFieldName("pre_tokenizer");
            SplittingWords.of(metadata.file(), preTokenizer).write(out);
            writeRaw(out, "decoder", SplittingWords.BYTE_LEVEL.formatted(true));
        }
        out.writeFieldName("post_processor");
        writePostProcessor(out);
        out.writeFieldName("model");
        writeModel(out);
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
        boolean bos =
                metadata.flag("tokenizer.ggml.add_bos_token", sentencePiece || SplittingWords.isLlama3(preTokenizer))
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
        out.writeBooleanField("ignore_merges", SplittingWords.isLlama3(preTokenizer));
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
