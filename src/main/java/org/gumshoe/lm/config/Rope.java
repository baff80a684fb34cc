// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rotary position embedding (Su et al. 2021): pair i of a head's components, as a complex number,
 * is turned by position * base^(-2i / width) / divisor_i.
 *
 * @param width components of a head that are turned, from the first; the rest pass. Of an odd width
 *     one more is turned
 * @param base of the frequencies
 * @param divisors one for each pair, by which its frequency is divided; empty: none
 */
public record Rope(int width, double base, List<Double> divisors) {
    public Rope {
        divisors = List.copyOf(divisors);
    }

    public static Rope plain(int width, double base) {
        return new Rope(width, base, List.of());
    }

    /** All frequencies divided by the same factor (position interpolation, Chen et al. 2023). */
    public Rope linear(double factor) {
        return new Rope(width, base, Collections.nCopies(pairs(), factor));
    }

    /**
     * LLaMA 3.1's scaling: long wavelengths are divided by {@code factor}, short ones stay, those
     * between are mixed.
     */
    public Rope llama3(double factor, double low, double high, double original) {
        return new Rope(
                width,
                base,
                IntStream.range(0, pairs())
                        .mapToObj(i -> {
                            double turns = original * frequency(i) / (2 * Math.PI);
                            double keep = Math.clamp((turns - low) / (high - low), 0, 1);
                            return 1 / (keep + (1 - keep) / factor);
                        })
                        .toList());
    }

    int pairs() {
        return Math.ceilDiv(width, 2);
    }

    private double frequency(int i) {
        return Math.pow(base, -2.0 * i / width) / (divisors.isEmpty() ? 1 : divisors.get(i));
    }

    /**
     * Factors for the pairs of a head of {@code headWidth} components at one position: real part
     * and imaginary part of each. Pairs that pass get 1.
     */
    public void factors(int position, int headWidth, float[] factors, int at) {
        for (int i = 0; i < headWidth / 2; i++) {
            double angle = i < pairs() ? position * frequency(i) : 0;
            factors[at + 2 * i] = (float) Math.cos(angle);
            factors[at + 2 * i + 1] = (float) Math.sin(angle);
        }
    }

    /**
     * Where the components of a head that are stored as two halves, component i of the turned ones
     * beside i + pairs, stand when pairs are neighbours: of the row of one the row of the other.
     */
    public int half(int row, int headWidth) {
        int component = row % headWidth;
        return component < 2 * pairs() ? row - component + component / 2 + component % 2 * pairs() : row;
    }
}
