// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.gguf.GgufMetadata;

/**
 * Reads a tokenizer.model (google/sentencepiece, sentencepiece_model.proto), as far as BPE with
 * pieces and scores goes, into the keys that a GGUF file has for the same: llama.cpp took them over
 * one by one.
 */
final class SentencePiece {
    private static final int LENGTH_DELIMITED = 2;
    private static final int BPE = 2;
    private static final int UNKNOWN = 2;

    private final List<String> pieces = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private final List<Double> types = new ArrayList<>();
    private long kind = 1;
    private boolean prefix = true;

    private SentencePiece() {}

    /** What is found in one field of a message. */
    private interface Field {
        /** @param content of a length-delimited field, else null */
        void found(int number, long value, ByteBuffer content);
    }

    /** @throws BadInputException when the file is damaged, or no BPE */
    static GgufMetadata read(Path file, String architecture, Set<Integer> ends) throws IOException {
        SentencePiece model = new SentencePiece();
        try {
            fields(ByteBuffer.wrap(Files.readAllBytes(file)), model::part);
        } catch (RuntimeException e) {
            throw new BadInputException(file + " is truncated or no SentencePiece model; download it again.", e);
        }
        if (model.kind != BPE || model.pieces.isEmpty()) {
            throw new BadInputException(
                    file + " is no BPE of SentencePiece, the only kind that is read; convert it to tokenizer.json.");
        }
        return model.metadata(file, architecture, ends);
    }

    private GgufMetadata metadata(Path file, String architecture, Set<Integer> ends) {
        Map<String, Object> values = new HashMap<>();
        values.put("general.architecture", architecture);
        values.put("tokenizer.ggml.model", "llama");
        values.put("tokenizer.ggml.tokens", pieces.toArray(String[]::new));
        values.put("tokenizer.ggml.scores", array(scores));
        values.put("tokenizer.ggml.token_type", array(types));
        values.put("tokenizer.ggml.add_space_prefix", prefix);
        put(values, "bos_token_id", pieces.indexOf("<s>"));
        put(
                values,
                "eos_token_id",
                ends.isEmpty() ? pieces.indexOf("</s>") : ends.iterator().next());
        put(values, "unknown_token_id", types.indexOf((double) UNKNOWN));
        return new GgufMetadata(file, values);
    }

    private static void put(Map<String, Object> values, String key, int id) {
        if (id >= 0) {
            values.put("tokenizer.ggml." + key, id);
        }
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void part(int number, long value, ByteBuffer content) {
        switch (number) {
            case 1 -> {
                pieces.add("");
                scores.add(0.0);
                types.add(1.0);
                fields(content, this::piece);
            }
            case 2 -> fields(content, (field, said, none) -> kind = field == 3 ? said : kind);
            case 3 -> fields(content, (field, said, none) -> prefix = field == 3 ? said != 0 : prefix);
            default -> {}
        }
    }

    private void piece(int number, long value, ByteBuffer content) {
        int last = pieces.size() - 1;
        switch (number) {
            case 1 -> pieces.set(last, StandardCharsets.UTF_8.decode(content).toString());
            case 2 -> scores.set(last, (double) Float.intBitsToFloat((int) value));
            case 3 -> types.set(last, (double) value);
            default -> {}
        }
    }

    private static void fields(ByteBuffer message, Field field) {
        ByteBuffer at = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (at.hasRemaining()) {
            long key = varint(at);
            int number = (int) (key >>> 3);
            switch ((int) key & 7) {
                case 0 -> field.found(number, varint(at), null);
                case 1 -> field.found(number, at.getLong(), null);
                case LENGTH_DELIMITED -> {
                    int length = Math.toIntExact(varint(at));
                    field.found(number, 0, at.slice(at.position(), length));
                    at.position(at.position() + length);
                }
                case 5 -> field.found(number, at.getInt(), null);
                default -> throw new IllegalArgumentException("wire type " + (key & 7));
            }
        }
    }

    private static long varint(ByteBuffer at) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = at.get();
            value |= (long) (part & 127) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
