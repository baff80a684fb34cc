// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.WeightReader;

/** A writer of small GGUF files for tests, with f32 tensors. */
final class GgufWriter {
    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int keyCount;
    private int tensorCount;

    GgufWriter put(String key, Object value) {
        keyCount++;
        string(keys, key);
        switch (value) {
            case Integer i -> number(number(keys, 4, 4), i, 4);
            case Double d -> number(number(keys, 6, 4), Float.floatToIntBits(d.floatValue()), 4);
            case Boolean b -> number(number(keys, 7, 4), b ? 1 : 0, 1);
            case String s -> string(number(keys, 8, 4), s);
            case String[] strings -> {
                number(number(number(keys, 9, 4), 8, 4), strings.length, 8);
                for (String s : strings) {
                    string(keys, s);
                }
            }
            case float[] floats -> {
                number(number(number(keys, 9, 4), 6, 4), floats.length, 8);
                for (float f : floats) {
                    number(keys, Float.floatToIntBits(f), 4);
                }
            }
            case int[] ints -> {
                number(number(number(keys, 9, 4), 5, 4), ints.length, 8);
                for (int i : ints) {
                    number(keys, i, 4);
                }
            }
            default -> throw new IllegalArgumentException(key);
        }
        return this;
    }

    GgufWriter tensor(String name, float[] numbers, int... shape) {
        return tensor(name, 0, numbers, shape);
    }

    GgufWriter tensor(String name, int type, float[] numbers, int... shape) {
        tensorCount++;
        string(table, name);
        number(table, shape.length, 4);
        for (int d = shape.length - 1; d >= 0; d--) {
            number(table, shape[d], 8);
        }
        number(number(table, type, 4), data.size(), 8);
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        data.writeBytes(bytes.array());
        pad(data);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        number(number(number(all, 3, 4), tensorCount, 8), keyCount, 8);
        all.writeBytes(keys.toByteArray());
        all.writeBytes(table.toByteArray());
        pad(all);
        all.writeBytes(data.toByteArray());
        return all.toByteArray();
    }

    /** Puts the keys of the architecture. */
    GgufWriter config(TransformerConfig d, int intermediateSize) {
        String a = architecture(d);
        put("general.architecture", a).put("general.name", "tiny " + a).put(a + ".block_count", d.numLayers());
        put(a + ".context_length", d.contextLength()).put(a + ".embedding_length", d.hiddenSize());
        put(a + ".feed_forward_length", intermediateSize).put(a + ".attention.head_count", d.numHeads());
        put(a + ".attention.head_count_kv", d.numKvHeads()).put(a + ".attention.key_length", d.headDim());
        return put(
                a
                        + (d.normType() == TransformerConfig.NormType.RMS_NORM
                                ? ".attention.layer_norm_rms_epsilon"
                                : ".attention.layer_norm_epsilon"),
                d.normEps());
    }

    /** Returns GGUF's name of the architecture. */
    static String architecture(TransformerConfig d) {
        return d.architecture().replace("_", "");
    }

    /**
     * Adds every weight of a model.
     *
     * @param interleaved whether query and key rows are written in interleaved order
     */
    GgufWriter weights(ModelFile file, boolean interleaved) {
        TransformerConfig d = file.config();
        List<String> names = new ArrayList<>(List.of(
                "token_embd.weight",
                "position_embd.weight",
                "output_norm.weight",
                "output_norm.bias",
                "output.weight"));
        for (int block = 0; block < d.numLayers(); block++) {
            for (String part : List.of(
                    "attn_norm",
                    "attn_qkv",
                    "attn_q",
                    "attn_k",
                    "attn_v",
                    "attn_q_norm",
                    "attn_k_norm",
                    "attn_output",
                    "post_attention_norm",
                    "ffn_norm",
                    "ffn_gate",
                    "ffn_up",
                    "ffn_down",
                    "post_ffw_norm")) {
                names.add("blk." + block + "." + part + ".weight");
                names.add("blk." + block + "." + part + ".bias");
            }
        }
        int half = d.headDim() / 2;
        for (String name : names) {
            if (file.has(name)) {
                WeightReader weights = file.weights(name);
                if (interleaved && (name.contains(".attn_q.") || name.contains(".attn_k."))) {
                    weights = weights.permuted(
                            row -> row / (2 * half) * 2 * half + row % 2 * half + row % (2 * half) / 2);
                }
                if (weights.rows() == 1) {
                    tensor(name, weights.toFloats(), weights.columns());
                } else {
                    tensor(name, weights.toFloats(), weights.rows(), weights.columns());
                }
            }
        }
        return this;
    }

    private static void pad(ByteArrayOutputStream out) {
        while (out.size() % 32 != 0) {
            out.write(0);
        }
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(out, utf8.length, 8);
        out.writeBytes(utf8);
    }

    private static ByteArrayOutputStream number(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
        return out;
    }
}
