// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

/**
 * Room of each thread for what is read and put elsewhere at once: fresh arrays for every piece of a
 * model of gigabytes would blow up the heap.
 */
public final class ThreadBuffers {
    private static final ThreadLocal<byte[]> BYTES = ThreadLocal.withInitial(() -> new byte[0]);
    private static final ThreadLocal<float[]> FLOATS = ThreadLocal.withInitial(() -> new float[0]);

    private ThreadBuffers() {}

    /** At least so many; what they hold is undefined, and lost at this thread's next call. */
    static byte[] bytes(int least) {
        if (BYTES.get().length < least) {
            BYTES.set(new byte[least]);
        }
        return BYTES.get();
    }

    /** As {@link #bytes}. */
    public static float[] floats(int least) {
        if (FLOATS.get().length < least) {
            FLOATS.set(new float[least]);
        }
        return FLOATS.get();
    }
}
