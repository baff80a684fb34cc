// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

/**
 * Schedule of things that are sent at a steady pace, but for a pause at the end of each cycle. What
 * waits for a quiet stream (versions of the topic model, the stitch map and the vectors) has its
 * turn then; the pace is that of whole cycles.
 */
record Schedule(double perMinute) {
    static final long CYCLE_MILLIS = 120_000;
    static final long PAUSE_MILLIS = 20_000;

    /** Returns when the thing of this number is due, in milliseconds from the beginning. */
    long due(long number) {
        double perCycle = perMinute * CYCLE_MILLIS / 60_000;
        long cycle = (long) (number / perCycle);
        double into = number / perCycle - cycle;
        return cycle * CYCLE_MILLIS + (long) (into * (CYCLE_MILLIS - PAUSE_MILLIS));
    }
}
