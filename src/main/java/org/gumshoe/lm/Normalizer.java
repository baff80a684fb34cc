// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;

/**
 * Normalisation over the last dimension.
 *
 * @param weight factors: as long as the last dimension, or of the last dimensions' shape
 * @param bias added after, or null
 */
record Normalizer(Description.Norm kind, NDArray weight, NDArray bias, double epsilon) {
    NDArray apply(NDArray x) {
        Shape shape = x.getShape();
        int last = shape.dimension() - 1;
        if (kind == Description.Norm.LAYER) {
            return LayerNorm.layerNorm(x, new Shape(shape.get(last)), weight, bias, (float) epsilon)
                    .singletonOrThrow();
        }
        NDArray length = x.norm(2, new int[] {last}, true);
        NDArray rms = length.muli(length).divi(shape.get(last)).addi(epsilon).sqrt();
        return x.div(rms).muli(weight);
    }
}
