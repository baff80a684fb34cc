// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The number format of a stored tensor, with ggml's names. Quantised types store blocks of numbers
 * that share a scale, in ggml's layouts (ggml-quants.h); in F64, F32, F16 and BF16 a block is a single
 * number.
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
    IQ4_NL(20, 32, 18, DequantizeLevels::iq4nl),
    IQ4_XS(23, 256, 136, DequantizeLevels::iq4xs),
    F64(28, 1, 8, Dequantize::f64),
    BF16(30, 1, 2, Dequantize::bf16),
    MXFP4(39, 32, 17, DequantizeLevels::mxfp4);

    /** Types of ggml (ggml.h) that are not read, by code. */
    private static final Map<Integer, String> OTHERS = Map.ofEntries(
            Map.entry(9, "Q8_1"),
            Map.entry(15, "Q8_K"),
            Map.entry(16, "IQ2_XXS"),
            Map.entry(17, "IQ2_XS"),
            Map.entry(18, "IQ3_XXS"),
            Map.entry(19, "IQ1_S"),
            Map.entry(21, "IQ3_S"),
            Map.entry(22, "IQ2_S"),
            Map.entry(24, "I8"),
            Map.entry(25, "I16"),
            Map.entry(26, "I32"),
            Map.entry(27, "I64"),
            Map.entry(29, "IQ1_M"),
            Map.entry(31, "Q4_0_4_4"),
            Map.entry(32, "Q4_0_4_8"),
            Map.entry(33, "Q4_0_8_8"),
            Map.entry(34, "TQ1_0"),
            Map.entry(35, "TQ2_0"),
            Map.entry(36, "IQ4_NL_4_4"),
            Map.entry(37, "IQ4_NL_4_8"),
            Map.entry(38, "IQ4_NL_8_8"));

    /** A function that decodes blocks to f32. */
    interface Decoder {
        /**
         * Decodes {@code blocks} blocks from the start of {@code bytes}, into {@code out} from
         * {@code at}.
         */
        void decode(byte[] bytes, int blocks, float[] out, int at);
    }

    private final int ggmlType;
    private final int blockSize;
    private final int blockBytes;
    private final Decoder decoder;

    TensorType(int ggmlType, int blockSize, int blockBytes, Decoder decoder) {
        this.ggmlType = ggmlType;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
        this.decoder = decoder;
    }

    /** Returns the type with this code of ggml_type, if it is supported. */
    public static Optional<TensorType> fromGgml(int code) {
        return Arrays.stream(values()).filter(type -> type.ggmlType == code).findFirst();
    }

    /** Returns ggml's own name of a type, read or not. */
    public static String nameOf(int code) {
        return fromGgml(code).map(TensorType::name).orElse(OTHERS.getOrDefault(code, "type " + code));
    }

    /** Returns the type of this name, if it is supported. */
    public static Optional<TensorType> fromName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Returns the code of ggml_type. */
    public int ggmlType() {
        return ggmlType;
    }

    /** Returns the numbers of a block. */
    public int blockSize() {
        return blockSize;
    }

    /** Returns the bytes that store {@code numbers} numbers, a multiple of {@link #blockSize}. */
    public long byteSize(long numbers) {
        return numbers / blockSize * blockBytes;
    }

    void decode(byte[] stored, int numbers, float[] out, int at) {
        decoder.decode(stored, numbers / blockSize, out, at);
    }
}
