// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rotary position embedding (RoPE, Su et al. 2021, eq. 34): pair i of a head's components, read as
 * a complex number, is multiplied by exp(j position theta_i) with theta_i = theta^(-2i / rotaryDim)
 * / frequencyDivisors_i.
 *
 * @param rotaryDim leading components of a head that are rotated; the rest pass unchanged. An odd
 *     number is rounded up to whole pairs
 * @param theta base of the frequencies (HuggingFace's rope_theta)
 * @param frequencyDivisors one divisor per pair for context extension; empty means no scaling
 */
public record Rope(int rotaryDim, double theta, List<Double> frequencyDivisors) {
    public Rope {
        frequencyDivisors = List.copyOf(frequencyDivisors);
        boolean divides = frequencyDivisors.isEmpty()
                || frequencyDivisors.size() == Math.ceilDiv(rotaryDim, 2)
                        && frequencyDivisors.stream().allMatch(divisor -> divisor > 0 && Double.isFinite(divisor));
        if (rotaryDim < 1 || !(theta > 0) || !Double.isFinite(theta) || !divides) {
            throw new IllegalArgumentException("rotary embedding of %d components, theta %s, frequency divisors %s"
                    .formatted(rotaryDim, theta, frequencyDivisors));
        }
    }

    /** Returns a rotary embedding without frequency scaling. */
    public static Rope unscaled(int rotaryDim, double theta) {
        return new Rope(rotaryDim, theta, List.of());
    }

    /** Divides all frequencies by {@code factor} (position interpolation, Chen et al. 2023). */
    public Rope withLinearScaling(double factor) {
        return new Rope(rotaryDim, theta, Collections.nCopies(numPairs(), factor));
    }

    /**
     * Applies LLaMA 3.1's scaling: frequencies with long wavelengths are divided by {@code factor},
     * those with short wavelengths are kept, and those between are interpolated.
     *
     * @param lowFreqFactor rotations over the original context below which a frequency is divided
     * @param highFreqFactor rotations over the original context above which a frequency is kept
     * @param originalContextLength context length, in tokens, before the extension
     */
    public Rope withLlama3Scaling(
            double factor, double lowFreqFactor, double highFreqFactor, double originalContextLength) {
        return new Rope(
                rotaryDim,
                theta,
                IntStream.range(0, numPairs())
                        .mapToObj(i -> {
                            double rotations = originalContextLength * frequency(i) / (2 * Math.PI);
                            double smooth =
                                    Math.clamp((rotations - lowFreqFactor) / (highFreqFactor - lowFreqFactor), 0, 1);
                            return 1 / (smooth + (1 - smooth) / factor);
                        })
                        .toList());
    }

    private int numPairs() {
        return Math.ceilDiv(rotaryDim, 2);
    }

    private double frequency(int pair) {
        return Math.pow(theta, -2.0 * pair / rotaryDim)
                / (frequencyDivisors.isEmpty() ? 1 : frequencyDivisors.get(pair));
    }

    /**
     * Writes the rotary factors of one head at one position: {@code headDim} floats, cosine and
     * sine of each pair in turn. Pairs beyond {@code rotaryDim} get 1 and 0.
     *
     * @param offset index in {@code out} of the first factor
     */
    public void rotaryFactors(int position, int headDim, float[] out, int offset) {
        for (int i = 0; i < headDim / 2; i++) {
            double angle = i < numPairs() ? position * frequency(i) : 0;
            out[offset + 2 * i] = (float) Math.cos(angle);
            out[offset + 2 * i + 1] = (float) Math.sin(angle);
        }
    }

    /**
     * Maps a row of a query or key matrix from the interleaved order, in which the two components
     * of a pair are neighbours, to the half-split order, in which component i of the rotated ones
     * is paired with component i + rotaryDim / 2.
     *
     * @param row row in interleaved order, of any head
     * @return the row of the same component in half-split order
     */
    public int halfSplitRow(int row, int headDim) {
        int component = row % headDim;
        return component < 2 * numPairs() ? row - component + component / 2 + component % 2 * numPairs() : row;
    }
}
