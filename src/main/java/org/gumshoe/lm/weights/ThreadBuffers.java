// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

/**
 * Buffers that each thread reuses for data on its way to another place; new arrays for every piece
 * of a model of gigabytes would fill the heap.
 */
public final class ThreadBuffers {
    private static final ThreadLocal<byte[]> BYTES = ThreadLocal.withInitial(() -> new byte[0]);
    private static final ThreadLocal<float[]> FLOATS = ThreadLocal.withInitial(() -> new float[0]);

    private ThreadBuffers() {}

    /**
     * Returns a buffer of at least {@code size} bytes. Its contents are undefined, and valid only
     * until this thread calls the method again.
     */
    static byte[] bytes(int size) {
        if (BYTES.get().length < size) {
            BYTES.set(new byte[size]);
        }
        return BYTES.get();
    }

    /** Returns a buffer of at least {@code size} floats; otherwise as {@link #bytes}. */
    public static float[] floats(int size) {
        if (FLOATS.get().length < size) {
            FLOATS.set(new float[size]);
        }
        return FLOATS.get();
    }
}
