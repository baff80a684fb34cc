// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rotary position embedding (Su et al. 2021), in the half-split form: component i is paired with component i + pairs and turned by
 * position * base^(-2i / width) / divisor_i.
 *
 * @param width components of a head that are turned, from the first; the rest pass. Of an odd width one more is turned
 * @param base of the frequencies
 * @param divisors one for each pair, by which its frequency is divided; empty: none
 */
record Rope(int width, double base, List<Double> divisors) {
    Rope {
        divisors = List.copyOf(divisors);
    }

    static Rope plain(int width, double base) {
        return new Rope(width, base, List.of());
    }

    /** All frequencies divided by the same factor (position interpolation, Chen et al. 2023). */
    Rope linear(double factor) {
        return new Rope(width, base, Collections.nCopies(pairs(), factor));
    }

    /** LLaMA 3.1's scaling: long wavelengths are divided by {@code factor}, short ones stay, those between are mixed. */
    Rope llama3(double factor, double low, double high, double original) {
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
     * Factors for a head of {@code headWidth} components at one position: x * cos + swap(x) * sin, where swap exchanges the two halves of the
     * turned part. Components that pass get cos 1 and sin 0.
     */
    void factors(int position, int headWidth, float[] cos, float[] sin, int at) {
        for (int i = 0; i < headWidth; i++) {
            cos[at + i] = 1;
            sin[at + i] = 0;
        }
        int half = pairs();
        for (int i = 0; i < half; i++) {
            double angle = position * frequency(i);
            cos[at + i] = cos[at + half + i] = (float) Math.cos(angle);
            sin[at + half + i] = (float) Math.sin(angle);
            sin[at + i] = -sin[at + half + i];
        }
    }
}
