// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

/**
 * A tensor that the pickle of a PyTorch file describes: a view of a storage.
 *
 * @param offset index in the storage of its first element
 * @param shape slowest dimension first
 * @param strides distances in elements, slowest dimension first
 */
record PickledTensor(Storage storage, long offset, long[] shape, long[] strides) {
    /**
     * An array of numbers in the archive.
     *
     * @param className name of its PyTorch class, such as "HalfStorage"
     * @param key name of its entry
     * @param size number of elements
     */
    record Storage(String className, String key, long size) {}

    /** Returns whether the elements follow one another, in row-major order. */
    boolean isContiguous() {
        if (strides.length != shape.length) {
            return false;
        }
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] != 1 && strides[d] != stride) {
                return false;
            }
            stride *= shape[d];
        }
        return true;
    }

    /** Returns the number of elements. */
    long size() {
        long size = 1;
        for (long extent : shape) {
            size = Math.multiplyExact(size, extent);
        }
        return size;
    }

    /**
     * Returns whether a view has no more elements than its storage, and all of them lie in it; one
     * number may not stand for many, which a few bytes could ask for without end.
     */
    boolean liesWithin(long numbers) {
        if (strides.length != shape.length) {
            return false;
        }
        try {
            long last = offset;
            for (int d = 0; d < shape.length; d++) {
                if (shape[d] < 0 || strides[d] < 0) {
                    return false;
                }
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[d] - 1), strides[d]));
            }
            return last < numbers && size() <= numbers;
        } catch (ArithmeticException tooLarge) {
            return false;
        }
    }
}
