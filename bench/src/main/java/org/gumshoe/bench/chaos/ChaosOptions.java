// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    private static final Set<String> NAMES =
            Set.of("faults", "seed", "minutes", "books", "garbage", "each", "together", "kinds");

    /** @throws BadSettingsException on a name that there is not */
    public static ChaosOptions of(Path tiny, Path out, String... given) {
        Map<String, String> values = new HashMap<>();
        for (String argument : given) {
            String[] pair = argument.split("=", 2);
            if (pair.length < 2 || !NAMES.contains(pair[0])) {
                throw new BadSettingsException(
                        "'" + argument + "' is no option of the campaign: use name=value with one of " + NAMES + ".");
            }
            values.put(pair[0], pair[1]);
        }
        int faults = Integer.parseInt(values.getOrDefault("faults", "200"));
        return new ChaosOptions(
                faults,
                Long.parseLong(values.getOrDefault("seed", "1")),
                Double.parseDouble(values.getOrDefault("minutes", "10")),
                Integer.parseInt(values.getOrDefault("books", "48")),
                Integer.parseInt(values.getOrDefault("garbage", Integer.toString(2 * faults))),
                Boolean.parseBoolean(values.getOrDefault("each", "false")),
                Integer.parseInt(values.getOrDefault("together", "2")),
                kinds(values.get("kinds")),
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
