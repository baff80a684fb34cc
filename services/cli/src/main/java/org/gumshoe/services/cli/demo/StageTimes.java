// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** When each stage ended, in seconds since the demo began. */
final class StageTimes {
    private final long begin = System.nanoTime();
    private final Map<String, Double> ends = new LinkedHashMap<>();

    double now() {
        return (System.nanoTime() - begin) / 1e9;
    }

    void done(String stage) {
        ends.put(stage, now());
    }

    double at(String stage) {
        return ends.get(stage);
    }

    double since(String stage) {
        return now() - at(stage);
    }

    /** How long each stage took after the one before it, and all together. */
    Map<String, Double> lengths() {
        Map<String, Double> lengths = new LinkedHashMap<>();
        double last = 0;
        for (var stage : ends.entrySet()) {
            lengths.put(stage.getKey(), stage.getValue() - last);
            last = stage.getValue();
        }
        lengths.put("total", last);
        return lengths;
    }
}
