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
 * @param magnitude factor of the rotated components (YaRN's attention temperature)
 * @param extension divisors of sequences beyond a length, where they differ; null where they do not
 */
public record Rope(int rotaryDim, double theta, List<Double> frequencyDivisors, double magnitude, Extension extension) {
    /**
     * The frequency divisors of longer sequences (LongRoPE, Ding et al. 2024).
     *
     * @param beyond tokens of the longest sequence that has the other divisors
     */
    public record Extension(int beyond, List<Double> frequencyDivisors) {
        public Extension {
            frequencyDivisors = List.copyOf(frequencyDivisors);
        }
    }

    public Rope {
        frequencyDivisors = List.copyOf(frequencyDivisors);
        boolean divides = areDivisors(frequencyDivisors, rotaryDim)
                && (extension == null || areDivisors(extension.frequencyDivisors, rotaryDim));
        boolean isMagnitude = magnitude > 0 && Double.isFinite(magnitude);
        if (rotaryDim < 1 || !(theta > 0) || !Double.isFinite(theta) || !divides || !isMagnitude) {
            throw new IllegalArgumentException(
                    "rotary embedding of %d components, theta %s, frequency divisors %s, magnitude %s"
                            .formatted(rotaryDim, theta, frequencyDivisors, magnitude));
        }
    }

    public Rope(int rotaryDim, double theta, List<Double> frequencyDivisors) {
        this(rotaryDim, theta, frequencyDivisors, 1, null);
    }

    private static boolean areDivisors(List<Double> divisors, int rotaryDim) {
        return divisors.isEmpty()
                || divisors.size() == Math.ceilDiv(rotaryDim, 2)
                        && divisors.stream().allMatch(divisor -> divisor > 0 && Double.isFinite(divisor));
    }

    /** Returns the embedding of a sequence of so many tokens. */
    public Rope forLength(int tokens) {
        return extension == null || tokens <= extension.beyond
                ? this
                : new Rope(rotaryDim, theta, extension.frequencyDivisors, magnitude, null);
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

    /**
     * Applies YaRN's scaling (Peng et al. 2023, section 3.2): frequencies that rotate often over the
     * original context are kept, those that rotate seldom are divided by {@code factor}, and those
     * between are interpolated by their index.
     *
     * @param betaFast rotations over the original context from which a frequency is kept
     * @param betaSlow rotations over the original context up to which a frequency is divided
     * @param originalContextLength context length, in tokens, before the extension
     * @param wholeIndices whether the ramp between the two begins and ends at an index
     * @param magnitude factor of the rotated components
     */
    public Rope withYarnScaling(
            double factor,
            double betaFast,
            double betaSlow,
            double originalContextLength,
            boolean wholeIndices,
            double magnitude) {
        double fast = indexOf(betaFast, originalContextLength);
        double slow = indexOf(betaSlow, originalContextLength);
        double low = Math.max(wholeIndices ? Math.floor(fast) : fast, 0);
        double high = Math.min(wholeIndices ? Math.ceil(slow) : slow, rotaryDim - 1);
        double width = low == high ? .001 : high - low;
        return new Rope(
                rotaryDim,
                theta,
                IntStream.range(0, numPairs())
                        .mapToObj(i -> {
                            double divided = Math.clamp((i - low) / width, 0, 1);
                            return 1 / (1 - divided + divided / factor);
                        })
                        .toList(),
                magnitude,
                null);
    }

    /** Returns the index, a fraction of one, of the pair that rotates so often over a context. */
    private double indexOf(double rotations, double contextLength) {
        return rotaryDim * Math.log(contextLength / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    /** Returns YaRN's magnitude for a context that is {@code factor} times as long. */
    public static double yarnMagnitude(double factor, double scale) {
        return factor <= 1 ? 1 : .1 * scale * Math.log(factor) + 1;
    }

    /**
     * Applies LongRoPE's scaling.
     *
     * @param shortDivisors divisors of sequences within the original context
     * @param longDivisors divisors of longer ones
     * @param originalContextLength context length, in tokens, before the extension
     * @param magnitude factor of the rotated components
     */
    public Rope withLongRope(
            List<Double> shortDivisors, List<Double> longDivisors, int originalContextLength, double magnitude) {
        return new Rope(rotaryDim, theta, shortDivisors, magnitude, new Extension(originalContextLength, longDivisors));
    }

    /** Returns LongRoPE's magnitude for a context that is {@code factor} times as long. */
    public static double longRopeMagnitude(double factor, double originalContextLength) {
        return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalContextLength));
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
     * sine of each pair in turn, times the magnitude. Pairs beyond {@code rotaryDim} get 1 and 0.
     *
     * @param offset index in {@code out} of the first factor
     */
    public void rotaryFactors(int position, int headDim, float[] out, int offset) {
        for (int i = 0; i < headDim / 2; i++) {
            boolean isRotated = i < numPairs();
            double angle = isRotated ? position * frequency(i) : 0;
            double factor = isRotated ? magnitude : 1;
            out[offset + 2 * i] = (float) (factor * Math.cos(angle));
            out[offset + 2 * i + 1] = (float) (factor * Math.sin(angle));
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
