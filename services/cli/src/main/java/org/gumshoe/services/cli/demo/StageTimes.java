// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** Times at which the stages of a demo ended, in seconds since its start. */
final class StageTimes {
    private final long start = System.nanoTime();
    private final Map<String, Double> ends = new LinkedHashMap<>();

    double now() {
        return (System.nanoTime() - start) / 1e9;
    }

    void end(String stage) {
        ends.put(stage, now());
    }

    double endOf(String stage) {
        return ends.get(stage);
    }

    double since(String stage) {
        return now() - endOf(stage);
    }

    /** Returns the duration of each stage, and of all together as {@code total}. */
    Map<String, Double> durations() {
        Map<String, Double> durations = new LinkedHashMap<>();
        double last = 0;
        for (var stage : ends.entrySet()) {
            durations.put(stage.getKey(), stage.getValue() - last);
            last = stage.getValue();
        }
        durations.put("total", last);
        return durations;
    }
}
