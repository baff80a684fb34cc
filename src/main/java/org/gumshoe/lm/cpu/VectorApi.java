// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

/** The module jdk.incubator.vector, without which no other class of this package but the threads can be loaded. */
public final class VectorApi {
    private VectorApi() {}

    /** Returns whether the VM was started with it. */
    public static boolean isPresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
