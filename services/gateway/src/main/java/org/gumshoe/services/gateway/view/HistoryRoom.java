// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import org.gumshoe.services.common.config.Settings;

/**
 * Room for what the page can go back to. Each history fills up at the pace of its topic, and then the
 * oldest makes place.
 *
 * @param vectorBytes versions of vectors
 * @param storyBytes newest stories
 * @param scores scores of books, over all versions, of some 60 bytes each
 * @param points points of the courses of all metrics, of some 40 bytes each
 * @param eventBytes events for pages that come back after an interruption
 */
public record HistoryRoom(long vectorBytes, long storyBytes, int scores, int points, int eventBytes) {
    private static final String SETTING = "gateway.history.mb";
    private static final int MEGABYTES = 140;

    /** Returns what there is without settings. */
    public static HistoryRoom ample() {
        return of(MEGABYTES);
    }

    /** Returns the room that the settings give. */
    public static HistoryRoom of(Settings settings) {
        return of(settings.getInt(SETTING, MEGABYTES));
    }

    private static HistoryRoom of(int megabytes) {
        double share = (double) Math.max(1, megabytes) / MEGABYTES;
        return new HistoryRoom(
                (long) (share * (100L << 20)),
                (long) (share * (16L << 20)),
                (int) Math.min(Integer.MAX_VALUE, share * (1 << 18)),
                (int) Math.min(Integer.MAX_VALUE, share * 200_000),
                (int) Math.min(Integer.MAX_VALUE, share * (4 << 20)));
    }
}
