// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gumshoe.bench.system.MovableClock;
import org.gumshoe.bench.system.NamedOptions;
import org.gumshoe.bench.system.SmallDisk;
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
 * @param clock library of movable clocks, if they are moved
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
        Optional<Path> clock,
        Path tiny,
        Path out) {
    private static final List<String> NAMES =
            List.of("faults", "seed", "minutes", "books", "garbage", "each", "together", "kinds");

    /**
     * Reads options. Unless the kinds of faults are given, all are taken for which this machine has
     * the rights and tools.
     *
     * @throws BadSettingsException on a name that there is not
     */
    public static ChaosOptions of(Path tiny, Path out, String... given) throws IOException, InterruptedException {
        NamedOptions options = NamedOptions.of(NAMES, given);
        Optional<Path> clock = MovableClock.compile(out);
        List<Fault.Kind> kinds = options.values().containsKey("kinds")
                ? kinds(options.values().get("kinds"))
                : possible(out, clock.isPresent());
        if (kinds.contains(Fault.Kind.CLOCK) && clock.isEmpty()) {
            throw new BadSettingsException(
                    "Clocks cannot be moved here, since there is no C compiler: install cc, or leave out the fault"
                            + " 'clock' (kinds=…).");
        }
        int faults = Integer.parseInt(options.get("faults", 200));
        return new ChaosOptions(
                faults,
                Long.parseLong(options.get("seed", 1)),
                Double.parseDouble(options.get("minutes", 10)),
                Integer.parseInt(options.get("books", 48)),
                Integer.parseInt(options.get("garbage", 2 * faults)),
                Boolean.parseBoolean(options.get("each", false)),
                Integer.parseInt(options.get("together", 2)),
                kinds,
                clock.filter(library -> kinds.contains(Fault.Kind.CLOCK)),
                tiny,
                out);
    }

    private static List<Fault.Kind> kinds(String given) {
        return Arrays.stream(given.split(","))
                .map(kind -> Fault.Kind.valueOf(kind.toUpperCase(Locale.ROOT)))
                .toList();
    }

    private static List<Fault.Kind> possible(Path out, boolean clock) throws InterruptedException {
        List<Fault.Kind> possible = new ArrayList<>(List.of(Fault.Kind.values()));
        if (!SmallDisk.isPossible(out.resolve("disk"))) possible.remove(Fault.Kind.DISK);
        if (!clock) possible.remove(Fault.Kind.CLOCK);
        return possible;
    }

    boolean has(Fault.Kind kind) {
        return kinds.contains(kind);
    }

    long millis() {
        return (long) (minutes * 60_000);
    }
}
