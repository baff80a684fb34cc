// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

/** A weight matrix that Java code multiplies by a few vectors, reading it in place. */
public sealed interface MatVec permits PackedMatrix, StoredMatrix, MatVec.ByCount {
    /**
     * Returns x W^T.
     *
     * @param x vectors x inFeatures numbers
     * @param vectors number of vectors, one after the other
     * @return vectors x outFeatures numbers
     */
    float[] multiply(float[] x, int vectors);

    /** One matrix in two forms, of which the first is faster for a single vector. */
    record ByCount(MatVec single, MatVec several) implements MatVec {
        @Override
        public float[] multiply(float[] x, int vectors) {
            return (vectors == 1 ? single : several).multiply(x, vectors);
        }
    }
}
