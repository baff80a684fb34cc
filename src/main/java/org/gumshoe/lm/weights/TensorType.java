// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.util.Arrays;
import java.util.Optional;

/**
 * How numbers are stored in a model file. Quantised types store blocks of numbers that share a
 * scale; the layouts are those of ggml (ggml-quants.h). Numbers of the file types of HuggingFace
 * (F32, F16, BF16) are blocks of one.
 */
public enum TensorType {
    F32(0, 1, 4, Dequantize::f32),
    F16(1, 1, 2, Dequantize::f16),
    Q4_0(2, 32, 18, Dequantize::q4_0),
    Q4_1(3, 32, 20, Dequantize::q4_1),
    Q5_0(6, 32, 22, Dequantize::q5_0),
    Q5_1(7, 32, 24, Dequantize::q5_1),
    Q8_0(8, 32, 34, Dequantize::q8_0),
    Q2_K(10, 256, 84, Dequantize::q2k),
    Q3_K(11, 256, 110, Dequantize::q3k),
    Q4_K(12, 256, 144, Dequantize::q4k),
    Q5_K(13, 256, 176, Dequantize::q5k),
    Q6_K(14, 256, 210, Dequantize::q6k),
    IQ4_NL(20, 32, 18, Dequantize::iq4nl),
    BF16(30, 1, 2, Dequantize::bf16);

    /** Turns {@code blocks} stored blocks, from the start of {@code bytes}, into numbers. */
    interface Decoder {
        void decode(byte[] bytes, int blocks, float[] out, int at);
    }

    private final int ggml;
    private final int block;
    private final int bytes;
    private final Decoder decoder;

    TensorType(int ggml, int block, int bytes, Decoder decoder) {
        this.ggml = ggml;
        this.block = block;
        this.bytes = bytes;
        this.decoder = decoder;
    }

    public static Optional<TensorType> ofGgml(int code) {
        return Arrays.stream(values()).filter(type -> type.ggml == code).findFirst();
    }

    public static Optional<TensorType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Numbers in a block. */
    public int block() {
        return block;
    }

    /** Bytes that hold {@code numbers} numbers, a multiple of {@link #block()}. */
    public long bytes(long numbers) {
        return numbers / block * bytes;
    }

    void decode(byte[] stored, int numbers, float[] out, int at) {
        decoder.decode(stored, numbers / block, out, at);
    }
}
