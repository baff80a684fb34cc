// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;

/** y = x W + b. */
sealed interface Linear extends AutoCloseable permits Linear.Full, HalfLinear {
    /**
     * @param weight outputs x inputs, f32; taken over: it lives as long as it is needed
     * @param bias outputs, or null; it closes with its manager
     */
    static Linear of(NDArray weight, NDArray bias, Precision precision) {
        return switch (precision) {
            case F32 -> new Full(weight.transpose(), bias);
            case BF16 -> {
                try (weight) {
                    yield new HalfLinear(weight, bias);
                }
            }
        };
    }

    /**
     * @param x rows x inputs, f32
     * @return rows x outputs, f32; it belongs to the manager of {@code x}
     */
    NDArray apply(NDArray x);

    /** As {@link #apply}, for few rows and very many outputs. */
    default NDArray applyToFew(NDArray x) {
        return apply(x);
    }

    @Override
    default void close() {}

    /**
     * In f32.
     *
     * @param weight inputs x outputs; it closes with its manager
     * @param bias outputs, or null
     */
    record Full(NDArray weight, NDArray bias) implements Linear {
        @Override
        public NDArray apply(NDArray x) {
            NDArray y = x.matMul(weight);
            return bias == null ? y : y.addi(bias);
        }

        /** Computed outputs first, which takes two thirds of the time. */
        @Override
        public NDArray applyToFew(NDArray x) {
            try (NDArray outputsFirst = weight.transpose()) {
                NDArray y = outputsFirst.matMul(x.transpose());
                y.attach(x.getManager());
                return bias == null ? y.transpose() : y.transpose().addi(bias);
            }
        }
    }
}
