// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

/** A matrix that a single row is multiplied with, read where it lies. */
public sealed interface MatVec permits PackedMatrix, Q8Matrix {
    /**
     * x W.
     *
     * @param x as many numbers as the matrix has inputs
     * @return as many as it has outputs
     */
    float[] times(float[] x);
}
