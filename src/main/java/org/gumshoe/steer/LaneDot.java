// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Dot products by the processor's vectors: only for a VM that was started with their module. */
final class LaneDot {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /** As many floats as there are doubles in a vector. */
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

    private LaneDot() {}

    static double dot(double[] a, double[] b, int from) {
        int step = DOUBLES.length();
        DoubleVector even = DoubleVector.zero(DOUBLES);
        DoubleVector odd = even;
        int i = 0;
        for (; i <= a.length - 2 * step; i += 2 * step) {
            even = DoubleVector.fromArray(DOUBLES, a, i).fma(DoubleVector.fromArray(DOUBLES, b, from + i), even);
            odd = DoubleVector.fromArray(DOUBLES, a, i + step)
                    .fma(DoubleVector.fromArray(DOUBLES, b, from + i + step), odd);
        }
        double sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < a.length; i++) {
            sum += a[i] * b[from + i];
        }
        return sum;
    }

    static double dot(double[] weights, float[] v) {
        int step = DOUBLES.length();
        DoubleVector even = DoubleVector.zero(DOUBLES);
        DoubleVector odd = even;
        int i = 0;
        for (; i <= weights.length - 2 * step; i += 2 * step) {
            even = DoubleVector.fromArray(DOUBLES, weights, i).fma(widened(v, i), even);
            odd = DoubleVector.fromArray(DOUBLES, weights, i + step).fma(widened(v, i + step), odd);
        }
        double sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < weights.length; i++) {
            sum += weights[i] * v[i];
        }
        return sum;
    }

    private static DoubleVector widened(float[] v, int at) {
        return (DoubleVector) FloatVector.fromArray(FLOATS, v, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
    }
}
