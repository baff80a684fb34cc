// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * A tensor as a (memory-mapped) model file stores it.
 *
 * @param name name in the file
 * @param type number format or quantisation
 * @param shape slowest dimension first, as in PyTorch
 * @param data stored bytes
 */
public record StoredTensor(String name, TensorType type, long[] shape, MemorySegment data) {
    private static final int CHUNK = 1 << 16;

    /** Returns the number of elements. */
    public long size() {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        return size;
    }

    /** Returns the extent of the slowest dimension. */
    public int rows() {
        return shape.length == 0 ? 1 : extent(shape[0]);
    }

    /** Returns the elements of a row: the product of all dimensions but the slowest. */
    public int columns() {
        long columns = 1;
        for (int d = 1; d < shape.length; d++) {
            columns *= shape[d];
        }
        return extent(columns);
    }

    private int extent(long extent) {
        if (extent > Integer.MAX_VALUE) {
            throw new BadInputException("Tensor %s of shape %s is larger than any that is read; take another model."
                    .formatted(VisibleText.quoted(name), Arrays.toString(shape)));
        }
        return (int) extent;
    }

    /** Decodes a row to f32, into {@code out} from index {@code offset}. */
    void readRow(int row, float[] out, int offset) {
        int columns = columns();
        read((long) row * columns, columns, out, offset);
    }

    /** Decodes all elements to f32; for tensors that fit a Java array. */
    public float[] toFloats() {
        int size = extent(size());
        float[] out = new float[size];
        for (int from = 0; from < size; from += CHUNK) {
            read(from, Math.min(CHUNK, size - from), out, from);
        }
        return out;
    }

    /**
     * Lets the operating system drop this tensor's pages of a mapped file from memory; the next
     * access reads them again.
     */
    public void releasePages() {
        if (data.isMapped()) {
            data.unload();
        }
    }

    /**
     * Decodes {@code count} elements from index {@code first} to f32, into {@code out} from index
     * {@code offset}. Both numbers must be multiples of the type's block size.
     */
    void read(long first, int count, float[] out, int offset) {
        int length = Math.toIntExact(type.byteSize(count));
        byte[] stored = ThreadBuffers.bytes(length);
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, type.byteSize(first), stored, 0, length);
        type.decode(stored, count, out, offset);
    }
}
