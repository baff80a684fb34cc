// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import org.gumshoe.bench.system.TimedResult;

/**
 * A phase of the computation, measured.
 *
 * @param wall seconds by the clock
 * @param cpu seconds of the processors
 */
record Phase(String name, double wall, double cpu) {
    static Phase of(String name, TimedResult<?> timed) {
        return new Phase(name, timed.wall(), timed.cpu());
    }
}
