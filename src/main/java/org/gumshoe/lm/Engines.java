// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
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
        // DJL would look for newer natives on the network; the engine reads these when it starts.
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("ai.djl.pytorch.num_threads", asked);
        setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
        return NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
