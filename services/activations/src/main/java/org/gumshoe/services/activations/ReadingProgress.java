// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.time.Duration;

/**
 * Progress of a model with the passages that were there when it began, with an estimate of the time
 * left.
 */
final class ReadingProgress {
    private final String model;
    private long startedAt;
    private long total;

    ReadingProgress(String model) {
        this.model = model;
    }

    /**
     * Describes the progress.
     *
     * @param left passages that are still to be read
     * @param nanos present time
     */
    String after(long left, long nanos) {
        if (left > total || left == 0) {
            // new passages have come, or all are read: start over
            total = left;
            startedAt = nanos;
        }
        String reading = "reading with " + model;
        if (left == 0) {
            return reading;
        }
        long done = total - left;
        String estimate = done == 0
                ? ""
                : ", about " + format(Duration.ofNanos((long) ((double) (nanos - startedAt) / done * left)));
        return reading + ": " + left + " passages left" + estimate;
    }

    private static String format(Duration time) {
        return time.toSeconds() < 90 ? Math.max(1, time.toSeconds()) + " s" : (time.toSeconds() + 30) / 60 + " min";
    }
}
