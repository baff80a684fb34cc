// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.nio.file.Path;
import java.util.List;
import org.gumshoe.bench.system.NamedOptions;

/**
 * Options of a run, given as name=value.
 *
 * @param minutes over which books and stories are sent
 * @param times the demo's pace
 * @param books on the shelf at one time
 * @param each whether each service has a process of its own
 * @param tiny directory of the small random models
 * @param out where report, logs, topics and state lie
 */
record LoadOptions(double minutes, double times, int books, boolean each, Path tiny, Path out) {
    private static final List<String> NAMES = List.of("minutes", "times", "books", "each");

    static LoadOptions of(Path tiny, Path out, String... given) {
        NamedOptions options = NamedOptions.of(NAMES, given);
        return new LoadOptions(
                Double.parseDouble(options.get("minutes", 30)),
                Double.parseDouble(options.get("times", 10)),
                Integer.parseInt(options.get("books", 500)),
                Boolean.parseBoolean(options.get("each", false)),
                tiny,
                out);
    }

    long millis() {
        return (long) (minutes * 60_000);
    }
}
