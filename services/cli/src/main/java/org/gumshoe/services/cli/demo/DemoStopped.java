// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

/** The user has ended the demo before its end. */
public final class DemoStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoStopped() {
        super("stopped");
    }
}
