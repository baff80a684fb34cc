// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.util.Optional;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;

/**
 * A weight matrix in 8 bits (ggml's Q8_0), read in place from the mapped file. It takes half the
 * bytes of bf16 and is not rounded a second time.
 *
 * @param tensor outFeatures x inFeatures
 */
public record Q8Matrix(StoredTensor tensor) implements MatVec {
    /** Returns empty for a tensor of another type. */
    public static Optional<MatVec> of(StoredTensor tensor) {
        return tensor.type() == TensorType.Q8_0 ? Optional.of(new Q8Matrix(tensor)) : Optional.empty();
    }

    @Override
    public float[] multiply(float[] x) {
        int outFeatures = tensor.rows();
        int inFeatures = tensor.columns();
        long rowBytes = tensor.type().byteSize(inFeatures);
        int rowBlocks = inFeatures / tensor.type().blockSize();
        float[] y = new float[outFeatures];
        SpinningParallelFor.ofThisMachine()
                .run(outFeatures, row -> y[row] = SimdKernels.dotQ8(tensor.data(), row * rowBytes, rowBlocks, x));
        return y;
    }
}
