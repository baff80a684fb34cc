// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

/** A weight matrix that Java code multiplies by a few vectors, reading it in place. */
public sealed interface MatVec permits PackedMatrix, StoredMatrix, GgmlMatrix, MatVec.ByCount {
    /** Returns the outputs of a vector. */
    int outFeatures();

    /**
     * Writes x W^T.
     *
     * @param x vectors x inFeatures numbers
     * @param vectors number of vectors, one after the other
     * @param y room for vectors x outFeatures numbers
     */
    void multiply(float[] x, int vectors, float[] y);

    /** Returns x W^T: vectors x outFeatures numbers. */
    default float[] multiply(float[] x, int vectors) {
        float[] y = new float[vectors * outFeatures()];
        multiply(x, vectors, y);
        return y;
    }

    /**
     * One matrix in two forms.
     *
     * @param few faster for a few vectors
     * @param most how many these are
     */
    record ByCount(MatVec few, int most, MatVec many) implements MatVec {
        @Override
        public int outFeatures() {
            return few.outFeatures();
        }

        @Override
        public void multiply(float[] x, int vectors, float[] y) {
            (vectors <= most ? few : many).multiply(x, vectors, y);
        }
    }
}
