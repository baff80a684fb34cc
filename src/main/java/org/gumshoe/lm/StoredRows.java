// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.Optional;

/**
 * A matrix in eight bits (ggml's Q8_0), multiplied where it lies in the mapped file: half the bytes of bf16, and no number is rounded once more.
 *
 * @param tensor outputs x inputs
 */
record StoredRows(Tensor tensor) implements RowProduct {
    /** Empty where it is stored in another way. */
    static Optional<RowProduct> of(Tensor tensor) {
        return tensor.type() == TensorType.Q8_0 ? Optional.of(new StoredRows(tensor)) : Optional.empty();
    }

    @Override
    public float[] times(float[] x) {
        int rows = tensor.rows();
        int columns = tensor.columns();
        long bytes = tensor.type().bytes(columns);
        float[] y = new float[rows];
        Crew.ofThisMachine()
                .run(
                        rows,
                        row -> y[row] = Lanes.dotOfBytes(
                                tensor.data(),
                                row * bytes,
                                columns / tensor.type().block(),
                                x));
        return y;
    }
}
