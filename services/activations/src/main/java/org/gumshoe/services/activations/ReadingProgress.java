// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.time.Duration;

/**
 * How far a model has come with the passages that were there when it began, and how long the rest
 * may take.
 */
final class ReadingProgress {
    private final String model;
    private long began;
    private long most;

    ReadingProgress(String model) {
        this.model = model;
    }

    /**
     * @param left passages that are still to be read
     * @param nanos now
     */
    String after(long left, long nanos) {
        if (left > most || left == 0) {
            // more have come, or it is done: from here on
            most = left;
            began = nanos;
        }
        String reading = "reading with " + model;
        if (left == 0) {
            return reading;
        }
        long done = most - left;
        String patience =
                done == 0 ? "" : ", about " + told(Duration.ofNanos((long) ((double) (nanos - began) / done * left)));
        return reading + ": " + left + " passages left" + patience;
    }

    private static String told(Duration time) {
        return time.toSeconds() < 90 ? Math.max(1, time.toSeconds()) + " s" : (time.toSeconds() + 30) / 60 + " min";
    }
}
