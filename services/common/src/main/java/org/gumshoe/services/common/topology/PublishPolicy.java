// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.topology;

/**
 * Policy of when a solver publishes: when its input has grown by half and there has been a pause since the
 * last time, when the stream has been quiet, and in any case some time after the first change, since a
 * stream that replaces books without a pause neither grows nor rests. A solution costs the same however
 * much has changed, and so do its records, which all readers take in; without the pause a quick stream
 * would have many at its beginning.
 */
public final class PublishPolicy {
    /**
     * Longer than a slow model takes for a batch, so that a solution does not follow every batch.
     */
    private static final long QUIET_MILLIS = 8000;

    private static final long LONGEST_MILLIS = 120_000;
    private static final long PAUSE_MILLIS = 10_000;

    private PublishPolicy() {}

    /**
     * Returns whether a new solution is due.
     *
     * @param quietMillis time since the last change of the input
     * @param waitedMillis time since the first change that is not in the published solution
     * @param size of the input of a solution now
     * @param published size of the input of the last published solution
     */
    public static boolean isDue(long quietMillis, long waitedMillis, long size, long published) {
        return quietMillis >= QUIET_MILLIS
                || waitedMillis >= LONGEST_MILLIS
                || hasGrownByHalf(size, published) && waitedMillis >= PAUSE_MILLIS;
    }

    /** Returns whether the input has grown by half since the last published solution. */
    public static boolean hasGrownByHalf(long size, long published) {
        return 2 * size >= 3 * published;
    }

    /** Returns whether the input has grown by a quarter since the last published solution. */
    public static boolean hasGrownByQuarter(long size, long published) {
        return 4 * size >= 5 * published;
    }
}
