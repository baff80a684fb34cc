// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Sums of generated texts: of their activations, and of how surprising the unsteered model finds them.
 *
 * @param surprise sum, over the measured texts, of the mean negative log-probability of a token, in nats
 * @param measured texts whose surprise is known
 */
public record TextSums(BookSums activations, double surprise, long measured) {
    private static final int HEAD = 2;

    /** Returns the mean surprise of a text; NaN where none was measured. */
    public double meanSurprise() {
        return surprise / measured;
    }

    /** Returns numbers that add up over shards. */
    public double[] toNumbers() {
        return DoubleStream.concat(DoubleStream.of(surprise, measured), Arrays.stream(activations.toTextSums()))
                .toArray();
    }

    /** Restores from {@link #toNumbers} what means need. */
    public static TextSums ofNumbers(int[] layers, double[] numbers) {
        return new TextSums(
                BookSums.ofTextSums("generated texts", layers, Arrays.copyOfRange(numbers, HEAD, numbers.length)),
                numbers[0],
                (long) numbers[1]);
    }
}
