// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.util.Collection;

/**
 * Limits that the tensors of a model set to what its description declares, so that a wrong number
 * in it is seen before anything is built of that size.
 *
 * @param blocks most transformer blocks: each has tensors
 * @param extent most components of anything that a weight multiplies: those of the largest tensor
 */
public record TensorLimits(int blocks, int extent) {
    /** Returns the limits that these tensors set. */
    public static TensorLimits of(Collection<StoredTensor> tensors) {
        long extent = tensors.stream().mapToLong(StoredTensor::size).max().orElse(1);
        return new TensorLimits(Math.max(1, tensors.size()), (int) Math.min(extent, Integer.MAX_VALUE));
    }
}
