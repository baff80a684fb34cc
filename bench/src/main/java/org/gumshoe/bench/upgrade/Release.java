// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.upgrade;

/**
 * Release of Gumshoe that processes can be started from.
 *
 * @param classpath its classes and libraries, and the main class of child processes
 */
public record Release(String name, String classpath) {
    /** Returns the code that runs here, under a name. */
    public static Release present(String name) {
        return new Release(name, System.getProperty("java.class.path"));
    }
}
