// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.gumshoe.BadInputException;

/**
 * Starts the tensor engine once. The system property {@code gumshoe.threads} says how many threads work on one operation (default: the available
 * processors); it must be set before the first model is loaded.
 */
final class Engines {
    static final String THREADS = "gumshoe.threads";

    private static final NDManager ROOT = start();

    private Engines() {}

    /** A manager of its own for one model. */
    static NDManager manager() {
        return ROOT.newSubManager(Device.cpu());
    }

    private static NDManager start() {
        String asked = System.getProperty(
                THREADS, Integer.toString(Runtime.getRuntime().availableProcessors()));
        if (!asked.matches("[1-9]\\d{0,3}")) {
            throw new BadInputException("-D" + THREADS + "=" + asked + " is not a number of threads; give 1 or more.");
        }
        sleepWhileWaiting();
        // DJL would look for newer natives on the network; the engine reads these when it starts.
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("ai.djl.pytorch.num_threads", asked);
        setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
        return NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    /**
     * OpenMP's threads spin while they wait for one another, and on a machine that does anything else that costs more than half of the speed. Its
     * library reads the environment once, when it is loaded, and Java has no way to set it: hence the C library's. What the user has set stays.
     */
    @SuppressWarnings("restricted")
    private static void sleepWhileWaiting() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) linker.downcallHandle(setenv.get(), signature)
                    .invokeExact(arena.allocateFrom("OMP_WAIT_POLICY"), arena.allocateFrom("PASSIVE"), 0);
            assert failed == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
