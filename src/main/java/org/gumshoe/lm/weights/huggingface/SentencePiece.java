// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.weights.gguf.GgufMetadata;
import org.gumshoe.lm.weights.gguf.GgufTokenizer;

/**
 * A reader of SentencePiece's tokenizer.model (google/sentencepiece, sentencepiece_model.proto), as
 * far as BPE needs it: pieces, scores and types. The result is GGUF metadata, since llama.cpp
 * copies the same data into GGUF files.
 */
final class SentencePiece {
    /** Wire types of protocol buffers. */
    private static final int VARINT = 0;

    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** TrainerSpec.ModelType. */
    private static final int UNIGRAM = 1;

    private static final int BPE = 2;

    /** ModelProto.SentencePiece.Type. */
    private static final int NORMAL = 1;

    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;

    /** Most ids between the last piece and a token beside the model. */
    private static final int MAX_GAP = 100_000;

    private final List<String> pieces = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private final List<Double> types = new ArrayList<>();
    private long modelType = UNIGRAM;
    private boolean addDummyPrefix = true;
    private boolean removesExtraSpaces;
    private byte[] charsMap = new byte[0];

    private SentencePiece() {}

    /** A visitor of the fields of a message. */
    private interface FieldVisitor {
        /** @param content content of a length-delimited field, or else null */
        void visit(int number, long value, ByteBuffer content);
    }

    /**
     * Reads a tokenizer.model.
     *
     * @param file file to name in error messages
     * @param added tokens beside it, behind or among its pieces
     * @throws BadInputException when the file is damaged, or its model is not BPE
     */
    static SentencePiece read(Path file, byte[] bytes, AddedTokens added) {
        SentencePiece model = new SentencePiece();
        try {
            fields(ByteBuffer.wrap(bytes), model::modelField);
        } catch (RuntimeException e) {
            throw new BadInputException(file + " is truncated or no SentencePiece model; download it again.", e);
        }
        if (model.modelType != BPE || model.pieces.isEmpty()) {
            throw new BadInputException(
                    file + " is no BPE of SentencePiece, the only kind that is read; convert it to tokenizer.json.");
        }
        added.byId().forEach((id, token) -> model.add(file, id, token));
        return model;
    }

    private void add(Path file, int id, JsonNode token) {
        if (id > pieces.size() + MAX_GAP) {
            throw new BadInputException(
                    "%s has %d pieces, but the token %s beside it has the id %d; download both again."
                            .formatted(
                                    file,
                                    pieces.size(),
                                    VisibleText.quoted(token.path("content").asText()),
                                    id));
        }
        while (pieces.size() <= id) {
            pieces.add("<gap" + pieces.size() + ">");
            scores.add(0.0);
            types.add((double) UNUSED);
        }
        if (types.get(id) != UNKNOWN) {
            pieces.set(id, token.path("content").asText());
            types.set(id, (double) (token.path("special").asBoolean() ? CONTROL : USER_DEFINED));
        }
    }

    /**
     * Returns the model as GGUF metadata.
     *
     * @param architecture as in {@link org.gumshoe.lm.config.TransformerConfig}
     * @param stopTokens ids of tokens that end a text; the first becomes the end-of-sequence token
     * @param config tokenizer_config.json, which may be missing
     */
    GgufMetadata metadata(Path file, String architecture, Set<Integer> stopTokens, JsonNode config) {
        Map<String, Object> values = new HashMap<>();
        values.put("general.architecture", architecture);
        values.put("tokenizer.ggml.model", "llama");
        values.put("tokenizer.ggml.tokens", pieces.toArray(String[]::new));
        values.put("tokenizer.ggml.scores", array(scores));
        values.put("tokenizer.ggml.token_type", array(types));
        values.put("tokenizer.ggml.add_space_prefix", addDummyPrefix);
        values.put("tokenizer.ggml.add_bos_token", config.path("add_bos_token").asBoolean(true));
        values.put(GgufTokenizer.PREFIX_FIRST_ONLY, !config.path("legacy").asBoolean(true));
        values.put("tokenizer.ggml.remove_extra_whitespaces", removesExtraSpaces);
        if (charsMap.length > 0) {
            values.put("tokenizer.ggml.precompiled_charsmap", charsMap);
        }
        putId(values, "bos_token_id", pieces.indexOf("<s>"));
        putId(
                values,
                "eos_token_id",
                stopTokens.isEmpty()
                        ? pieces.indexOf("</s>")
                        : stopTokens.iterator().next());
        putId(values, "unknown_token_id", types.indexOf((double) UNKNOWN));
        return new GgufMetadata(file, values);
    }

    private static void putId(Map<String, Object> values, String key, int id) {
        if (id >= 0) {
            values.put("tokenizer.ggml." + key, id);
        }
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void modelField(int number, long ignored, ByteBuffer content) {
        switch (number) {
            case 1 -> {
                pieces.add("");
                scores.add(0.0);
                types.add((double) NORMAL);
                fields(content, this::pieceField);
            }
            case 2 -> fields(content, (field, value, none) -> modelType = field == 3 ? value : modelType);
            case 3 -> fields(content, this::normalizerField);
            default -> {}
        }
    }

    private void normalizerField(int number, long value, ByteBuffer content) {
        switch (number) {
            case 2 -> {
                charsMap = new byte[content.remaining()];
                content.get(charsMap);
            }
            case 3 -> addDummyPrefix = value != 0;
            case 4 -> removesExtraSpaces = value != 0;
            default -> {}
        }
    }

    private void pieceField(int number, long value, ByteBuffer content) {
        int last = pieces.size() - 1;
        switch (number) {
            case 1 -> pieces.set(last, StandardCharsets.UTF_8.decode(content).toString());
            case 2 -> scores.set(last, (double) Float.intBitsToFloat((int) value));
            case 3 -> types.set(last, (double) value);
            default -> {}
        }
    }

    private static void fields(ByteBuffer message, FieldVisitor visitor) {
        ByteBuffer at = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (at.hasRemaining()) {
            long key = varint(at);
            int number = (int) (key >>> 3);
            switch ((int) key & 7) {
                case VARINT -> visitor.visit(number, varint(at), null);
                case FIXED64 -> visitor.visit(number, at.getLong(), null);
                case LENGTH_DELIMITED -> {
                    int length = Math.toIntExact(varint(at));
                    visitor.visit(number, 0, at.slice(at.position(), length));
                    at.position(at.position() + length);
                }
                case FIXED32 -> visitor.visit(number, at.getInt(), null);
                default -> throw new IllegalArgumentException("wire type " + (key & 7));
            }
        }
    }

    private static long varint(ByteBuffer at) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = at.get();
            value |= (long) (next & 127) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
