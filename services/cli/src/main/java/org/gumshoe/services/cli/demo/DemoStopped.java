// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

/** Exception that ends a demo which the user has stopped. */
public final class DemoStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoStopped() {
        super("stopped");
    }
}
