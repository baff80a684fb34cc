// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A tensor as it lies in a (memory-mapped) model file.
 *
 * @param name as the file calls it
 * @param type how its numbers are stored
 * @param shape slowest dimension first, as in PyTorch
 * @param data its bytes
 */
public record StoredTensor(String name, TensorType type, long[] shape, MemorySegment data) {
    private static final int CHUNK = 1 << 16;

    public long size() {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        return size;
    }

    /** Extent of the slowest dimension. */
    public int rows() {
        return Math.toIntExact(shape[0]);
    }

    /** Numbers in a row: all dimensions but the slowest. */
    public int columns() {
        long columns = 1;
        for (int d = 1; d < shape.length; d++) {
            columns *= shape[d];
        }
        return Math.toIntExact(columns);
    }

    /** Row {@code row} as f32, into {@code out} from {@code at}. */
    void row(int row, float[] out, int at) {
        int columns = columns();
        some((long) row * columns, columns, out, at);
    }

    /** All numbers as f32; for tensors that fit a Java array. */
    public float[] all() {
        int size = Math.toIntExact(size());
        float[] out = new float[size];
        for (int from = 0; from < size; from += CHUNK) {
            some(from, Math.min(CHUNK, size - from), out, from);
        }
        return out;
    }

    /**
     * Gives the memory of a mapped file's pages back; they are read again when they are asked for.
     */
    public void forget() {
        if (data.isMapped()) {
            data.unload();
        }
    }

    /**
     * {@code count} numbers from the one with index {@code first}, both multiples of the type's
     * block, as f32.
     */
    void some(long first, int count, float[] out, int at) {
        int length = Math.toIntExact(type.bytes(count));
        byte[] stored = ThreadBuffers.bytes(length);
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, type.bytes(first), stored, 0, length);
        type.decode(stored, count, out, at);
    }
}
