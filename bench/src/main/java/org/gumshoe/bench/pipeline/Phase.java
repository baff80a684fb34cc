// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.util.function.Supplier;

/**
 * A phase of the computation, measured.
 *
 * @param wall seconds by the clock
 * @param cpu seconds of the processors
 */
record Phase(String name, double wall, double cpu) {
    /** A phase and what it made. */
    record Of<T>(Phase phase, T made) {}

    static <T> Of<T> measure(String name, Supplier<T> task) {
        double cpu = CpuProfile.secondsOfThisProcess();
        long begin = System.nanoTime();
        T made = task.get();
        double wall = (System.nanoTime() - begin) / 1e9;
        return new Of<>(new Phase(name, wall, CpuProfile.secondsOfThisProcess() - cpu), made);
    }
}
