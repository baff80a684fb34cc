// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * A result and what it took.
 *
 * @param wall seconds by the clock
 * @param cpu seconds of the processors, of all threads of this process, which other work on the machine
 *     changes little
 */
public record TimedResult<T>(T result, double wall, double cpu) {
    public static <T> TimedResult<T> of(Supplier<T> work) {
        double cpu = processorSeconds();
        long begin = System.nanoTime();
        T result = work.get();
        return new TimedResult<>(result, (System.nanoTime() - begin) / 1e9, processorSeconds() - cpu);
    }

    /** Returns the seconds that processors have worked for this process. */
    public static double processorSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }
}
