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
        ShortBuffer shorts = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        float[] values = new float[shorts.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(shorts.get());
        }
        return values;
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
