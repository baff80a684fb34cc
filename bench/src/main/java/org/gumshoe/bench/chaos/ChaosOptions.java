// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gumshoe.bench.system.NamedOptions;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * Options of a campaign, given as name=value.
 *
 * @param faults number of faults
 * @param seed of faults, books and garbage
 * @param minutes over which faults, books and garbage are spread
 * @param books made-up books
 * @param garbage records that say nothing, over all topics
 * @param each whether each service has a process of its own
 * @param together faults that are open at one time, each in another process
 * @param kinds of faults; the first is drawn twice as often as any other
 * @param tiny directory of the small random models
 * @param out where logs, topics and state lie
 */
public record ChaosOptions(
        int faults,
        long seed,
        double minutes,
        int books,
        int garbage,
        boolean each,
        int together,
        List<Fault.Kind> kinds,
        Path tiny,
        Path out) {
    private static final List<String> NAMES =
            List.of("faults", "seed", "minutes", "books", "garbage", "each", "together", "kinds");

    /** @throws BadSettingsException on a name that there is not */
    public static ChaosOptions of(Path tiny, Path out, String... given) {
        NamedOptions options = NamedOptions.of(NAMES, given);
        int faults = Integer.parseInt(options.get("faults", 200));
        return new ChaosOptions(
                faults,
                Long.parseLong(options.get("seed", 1)),
                Double.parseDouble(options.get("minutes", 10)),
                Integer.parseInt(options.get("books", 48)),
                Integer.parseInt(options.get("garbage", 2 * faults)),
                Boolean.parseBoolean(options.get("each", false)),
                Integer.parseInt(options.get("together", 2)),
                kinds(options.values().get("kinds")),
                tiny,
                out);
    }

    private static List<Fault.Kind> kinds(String given) {
        return given == null
                ? List.of(Fault.Kind.values())
                : Arrays.stream(given.split(","))
                        .map(kind -> Fault.Kind.valueOf(kind.toUpperCase(Locale.ROOT)))
                        .toList();
    }

    long millis() {
        return (long) (minutes * 60_000);
    }
}
