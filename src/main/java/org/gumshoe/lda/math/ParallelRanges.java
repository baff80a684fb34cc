// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * A parallel for-loop over ranges of indices. The ranges do not depend on the number of threads, so
 * a body that writes only to its own range gives bit-identical results for any number. Idle threads
 * terminate by themselves.
 */
public final class ParallelRanges {
    private final ForkJoinPool poolOrNull;

    /** @param threads number of threads; with 1, loops run in the caller's thread */
    public ParallelRanges(int threads) {
        poolOrNull = threads == 1 ? null : new ForkJoinPool(threads);
    }

    /** The body of a loop. */
    @FunctionalInterface
    public interface Range {
        /** Runs indices {@code from} to {@code to}, exclusive. */
        void run(int from, int to);
    }

    /**
     * Runs the body over 0 to {@code n} in ranges of {@code grain} indices; the last is shorter.
     */
    public void forRanges(int n, int grain, Range body) {
        IntStream ranges = IntStream.range(0, Math.ceilDiv(n, grain));
        if (poolOrNull == null) {
            ranges.forEach(i -> body.run(i * grain, Math.min(n, (i + 1) * grain)));
        } else {
            poolOrNull
                    .submit(() -> ranges.parallel().forEach(i -> body.run(i * grain, Math.min(n, (i + 1) * grain))))
                    .join();
        }
    }
}
