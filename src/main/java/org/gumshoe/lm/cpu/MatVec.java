// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

/** A weight matrix that Java code multiplies by a single vector, reading it in place. */
public sealed interface MatVec permits PackedMatrix, Q8Matrix {
    /**
     * Returns W x.
     *
     * @param x inFeatures components
     * @return outFeatures components
     */
    float[] multiply(float[] x);
}
