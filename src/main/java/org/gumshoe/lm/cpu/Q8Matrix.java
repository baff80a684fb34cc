// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.util.Optional;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;

/**
 * A matrix in eight bits (ggml's Q8_0), multiplied where it lies in the mapped file: half the bytes
 * of bf16, and no number is rounded once more.
 *
 * @param tensor outputs x inputs
 */
public record Q8Matrix(StoredTensor tensor) implements MatVec {
    /** Empty where it is stored in another way. */
    public static Optional<MatVec> of(StoredTensor tensor) {
        return tensor.type() == TensorType.Q8_0 ? Optional.of(new Q8Matrix(tensor)) : Optional.empty();
    }

    @Override
    public float[] times(float[] x) {
        int rows = tensor.rows();
        int columns = tensor.columns();
        long bytes = tensor.type().bytes(columns);
        float[] y = new float[rows];
        SpinningParallelFor.ofThisMachine()
                .run(
                        rows,
                        row -> y[row] = SimdKernels.dotOfBytes(
                                tensor.data(),
                                row * bytes,
                                columns / tensor.type().block(),
                                x));
        return y;
    }
}
