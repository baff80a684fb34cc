// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * Codec of activations as IEEE 754 half precision, little endian, which keeps three digits at a
 * quarter of the size of a double.
 */
public final class HalfPrecision {
    private static final float MAX = 65_504f;

    private HalfPrecision() {}

    /** Encodes values; components beyond the range of half precision are clipped to it. */
    public static ByteBuffer encode(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(Float.floatToFloat16(Math.clamp(value, -MAX, MAX)));
        }
        return bytes.flip();
    }

    public static float[] decode(ByteBuffer bytes) {
        short[] shorts = shorts(bytes);
        float[] values = new float[shorts.length];
        decode(shorts, 0, values);
        return values;
    }

    /** Returns the values as they are encoded, to be decoded piece by piece. */
    public static short[] shorts(ByteBuffer bytes) {
        ShortBuffer encoded = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        short[] shorts = new short[encoded.remaining()];
        encoded.get(shorts);
        return shorts;
    }

    /** Decodes as many values as there is room for, from a place on. */
    public static void decode(short[] encoded, int from, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(encoded[from + i]);
        }
    }

    /** Decodes a row-major matrix into its rows. */
    public static float[][] rows(ByteBuffer bytes, int width) {
        float[] all = decode(bytes);
        float[][] rows = new float[all.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, i * width, rows[i], 0, width);
        }
        return rows;
    }
}
