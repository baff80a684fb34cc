// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The dequantisation of ggml's tensor types to f32, in the same order of operations as the
 * reference (ggml-quants.c, {@code dequantize_row_*}), so that results agree to the bit. Each
 * method decodes {@code blocks} blocks from the start of {@code b} into {@code out}, from index
 * {@code at}.
 */
final class Dequantize {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private Dequantize() {}

    static float half(byte[] b, int at) {
        return Float.float16ToFloat((short) SHORT.get(b, at));
    }

    static void f32(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0; i < blocks; i++) {
            out[at + i] = (float) FLOAT.get(b, 4 * i);
        }
    }

    static void f64(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0; i < blocks; i++) {
            out[at + i] = (float) (double) DOUBLE.get(b, 8 * i);
        }
    }

    static void f16(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0; i < blocks; i++) {
            out[at + i] = half(b, 2 * i);
        }
    }

    static void bf16(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0; i < blocks; i++) {
            out[at + i] = Float.intBitsToFloat((short) SHORT.get(b, 2 * i) << 16);
        }
    }

    static void q4_0(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 18, y += 32) {
            float d = half(b, o);
            for (int j = 0; j < 16; j++) {
                int q = b[o + 2 + j];
                out[y + j] = ((q & 15) - 8) * d;
                out[y + j + 16] = ((q >> 4 & 15) - 8) * d;
            }
        }
    }

    static void q4_1(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 20, y += 32) {
            float d = half(b, o);
            float m = half(b, o + 2);
            for (int j = 0; j < 16; j++) {
                int q = b[o + 4 + j];
                out[y + j] = (q & 15) * d + m;
                out[y + j + 16] = (q >> 4 & 15) * d + m;
            }
        }
    }

    static void q5_0(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 22, y += 32) {
            float d = half(b, o);
            int high = (int) INT.get(b, o + 2);
            for (int j = 0; j < 16; j++) {
                int q = b[o + 6 + j];
                out[y + j] = ((q & 15 | (high >>> j & 1) << 4) - 16) * d;
                out[y + j + 16] = ((q >> 4 & 15 | (high >>> j + 16 & 1) << 4) - 16) * d;
            }
        }
    }

    static void q5_1(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 24, y += 32) {
            float d = half(b, o);
            float m = half(b, o + 2);
            int high = (int) INT.get(b, o + 4);
            for (int j = 0; j < 16; j++) {
                int q = b[o + 8 + j];
                out[y + j] = (q & 15 | (high >>> j & 1) << 4) * d + m;
                out[y + j + 16] = (q >> 4 & 15 | (high >>> j + 16 & 1) << 4) * d + m;
            }
        }
    }

    static void q8_0(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 34, y += 32) {
            float d = half(b, o);
            for (int j = 0; j < 32; j++) {
                out[y + j] = b[o + 2 + j] * d;
            }
        }
    }

    /**
     * Decodes Q2_K: 16 pairs of a 4-bit scale and a 4-bit minimum, 256 numbers of 2 bits, and two
     * f16 factors, of the scales and of the minima.
     */
    static void q2k(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 84, y += 256) {
            float d = half(b, o + 80);
            float min = half(b, o + 82);
            for (int j = 0; j < 256; j++) {
                int packed = b[o + j / 16];
                int two = b[o + 16 + twoBits(j)] >> j % 128 / 32 * 2 & 3;
                out[y + j] = d * (packed & 15) * two - min * (packed >> 4 & 15);
            }
        }
    }

    /**
     * Decodes Q3_K: as {@link #q2k}, but a third bit of each number stands at the start of the
     * block, scales have 6 bits, and there are no minima.
     */
    static void q3k(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 110, y += 256) {
            float d = half(b, o + 108);
            for (int j = 0; j < 256; j++) {
                int part = j / 16;
                int scale =
                        b[o + 96 + part % 8] >> part / 8 * 4 & 15 | (b[o + 104 + part % 4] >> part / 4 * 2 & 3) << 4;
                int two = b[o + 32 + twoBits(j)] >> j % 128 / 32 * 2 & 3;
                int third = b[o + j % 32] >> j / 32 & 1;
                out[y + j] = d * (scale - 32) * (two - 4 + 4 * third);
            }
        }
    }

    /** Returns the byte that holds the low two bits of number j: 32 bytes hold 128 numbers. */
    private static int twoBits(int j) {
        return j / 128 * 32 + j % 32;
    }

    /**
     * Returns the 6-bit scale of sub-block j of Q4_K and Q5_K; the 12 packed bytes start at
     * {@code o}.
     */
    private static int scale(byte[] b, int o, int j) {
        return j < 4 ? b[o + j] & 63 : b[o + j + 4] & 15 | (b[o + j - 4] & 0xFF) >> 6 << 4;
    }

    /** Returns the 6-bit minimum of sub-block j of Q4_K and Q5_K. */
    private static int minimum(byte[] b, int o, int j) {
        return j < 4 ? b[o + j + 4] & 63 : (b[o + j + 4] & 0xFF) >> 4 | (b[o + j] & 0xFF) >> 6 << 4;
    }

    static void q4k(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 144, y += 256) {
            float d = half(b, o);
            float min = half(b, o + 2);
            for (int j = 0; j < 8; j++) {
                float scale = d * scale(b, o + 4, j);
                float low = min * minimum(b, o + 4, j);
                int q = o + 16 + j / 2 * 32;
                int shift = j % 2 * 4;
                for (int l = 0; l < 32; l++) {
                    out[y + 32 * j + l] = scale * (b[q + l] >> shift & 15) - low;
                }
            }
        }
    }

    static void q5k(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 176, y += 256) {
            float d = half(b, o);
            float min = half(b, o + 2);
            for (int j = 0; j < 8; j++) {
                float scale = d * scale(b, o + 4, j);
                float low = min * minimum(b, o + 4, j);
                int q = o + 48 + j / 2 * 32;
                int shift = j % 2 * 4;
                for (int l = 0; l < 32; l++) {
                    int fifth = (b[o + 16 + l] >> j & 1) << 4;
                    out[y + 32 * j + l] = scale * ((b[q + l] >> shift & 15) + fifth) - low;
                }
            }
        }
    }

    static void q6k(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 210, y += 256) {
            float d = half(b, o + 208);
            for (int half = 0; half < 2; half++) {
                int low = o + 64 * half;
                int high = o + 128 + 32 * half;
                int scales = o + 192 + 8 * half;
                for (int part = 0; part < 4; part++) {
                    int q = low + part % 2 * 32;
                    int lowShift = part / 2 * 4;
                    int highShift = 2 * part;
                    int to = y + 128 * half + 32 * part;
                    for (int l = 0; l < 32; l++) {
                        float scale = d * b[scales + 2 * part + l / 16];
                        int six = b[q + l] >> lowShift & 15 | (b[high + l] >> highShift & 3) << 4;
                        out[to + l] = scale * (six - 32);
                    }
                }
            }
        }
    }
}
