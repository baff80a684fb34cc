// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The allocator of the C library, from which the engine's tensors come. */
@SuppressWarnings("restricted") // the launcher enables native access
public final class NativeMemory {
    /** glibc's {@code int malloc_trim(size_t)}; null where the C library has none. */
    private static final MethodHandle TRIM = Linker.nativeLinker()
            .defaultLookup()
            .find("malloc_trim")
            .map(function -> Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)))
            .orElse(null);

    private NativeMemory() {}

    /** Returns free memory to the operating system; loading a model leaves some behind. */
    public static void trim() {
        if (TRIM == null) {
            return;
        }
        try {
            int ignored = (int) TRIM.invokeExact(0L);
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim", e);
        }
    }
}
