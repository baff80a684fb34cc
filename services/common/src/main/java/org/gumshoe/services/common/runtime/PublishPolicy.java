// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

/**
 * When a solver publishes: when what it is made from has grown by a quarter, and when the stream is
 * quiet.
 */
public final class PublishPolicy {
    /**
     * Longer than a slow model takes for a batch, so that not every batch is followed by a
     * solution.
     */
    private static final long QUIET_MILLIS = 8000;

    private PublishPolicy() {}

    /**
     * @param quietMillis since the last change
     * @param size of what a solution would be made from now, {@code published} of what the last one
     *     was
     */
    public static boolean isDue(long quietMillis, long size, long published) {
        return quietMillis >= QUIET_MILLIS || hasGrown(size, published);
    }

    public static boolean hasGrown(long size, long published) {
        return 4 * size >= 5 * published;
    }
}
