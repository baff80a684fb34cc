// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

/**
 * The dequantisation of those of ggml's tensor types whose 4 bits choose one of 16 levels, in the same
 * order of operations as the reference (ggml-quants.c); see {@link Dequantize}.
 */
final class DequantizeLevels {
    /** The levels of IQ4_NL and IQ4_XS (ggml's kvalues_iq4nl), which lie closer together around zero. */
    private static final byte[] IQ4_LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /** Twice the numbers of a 4-bit float with two bits of exponent (OCP Microscaling formats). */
    private static final byte[] E2M1_LEVELS = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private DequantizeLevels() {}

    static void iq4nl(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 18, y += 32) {
            decode(IQ4_LEVELS, Dequantize.half(b, o), b, o + 2, out, y);
        }
    }

    /**
     * Decodes IQ4_XS: an f16 factor, the high 2 and the low 4 bits of 8 scales, and 256 numbers of 4
     * bits.
     */
    static void iq4xs(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 136, y += 256) {
            float d = Dequantize.half(b, o);
            int high = b[o + 2] & 0xFF | (b[o + 3] & 0xFF) << 8;
            for (int j = 0; j < 8; j++) {
                int scale = b[o + 4 + j / 2] >> j % 2 * 4 & 15 | (high >> 2 * j & 3) << 4;
                decode(IQ4_LEVELS, d * (scale - 32), b, o + 8 + 16 * j, out, y + 32 * j);
            }
        }
    }

    /** Decodes MXFP4: an exponent of two, and 32 floats of 4 bits. */
    static void mxfp4(byte[] b, int blocks, float[] out, int at) {
        for (int i = 0, o = 0, y = at; i < blocks; i++, o += 17, y += 32) {
            int exponent = b[o] & 0xFF;
            // half of 2^(exponent - 127), since the levels are doubled
            float d = Float.intBitsToFloat(exponent < 2 ? 0x00200000 << exponent : exponent - 1 << 23);
            decode(E2M1_LEVELS, d, b, o + 1, out, y);
        }
    }

    private static void decode(byte[] levels, float d, byte[] b, int from, float[] out, int y) {
        for (int j = 0; j < 16; j++) {
            int q = b[from + j];
            out[y + j] = d * levels[q & 15];
            out[y + j + 16] = d * levels[q >> 4 & 15];
        }
    }
}
