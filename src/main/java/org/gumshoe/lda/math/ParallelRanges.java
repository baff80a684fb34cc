// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * Threads that share a loop. It is cut into the same ranges whatever their number, and each range
 * writes to places of its own, so results have the same bits for any number of threads. Idle
 * threads end by themselves.
 */
public final class ParallelRanges {
    private final ForkJoinPool poolOrNull;

    public ParallelRanges(int threads) {
        poolOrNull = threads == 1 ? null : new ForkJoinPool(threads);
    }

    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    /** Runs the ranges that make up 0 to {@code n}, each of {@code grain} at most. */
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
