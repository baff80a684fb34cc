// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.bench.system.Cluster;
import org.gumshoe.bench.system.Verdict;

/**
 * Report of a campaign.
 *
 * @param ended processes that have ended by themselves while the broker was well
 * @param excused how often a process ended because there was no broker or no space, or its clock
 *     was put back
 * @param settled whether all came to rest in the end
 * @param millis that the run with faults has taken
 */
public record ChaosReport(
        ChaosOptions options,
        List<Injector.Recovery> recoveries,
        List<String> ended,
        int excused,
        boolean settled,
        List<Verdict> verdicts,
        long millis) {

    /** Returns whether nothing differs and everything came back. */
    public boolean holds() {
        return all().stream().allMatch(Verdict::holds);
    }

    private List<Verdict> all() {
        List<String> lost = recoveries.stream()
                .filter(recovery -> recovery.millis() < 0)
                .map(recovery -> recovery.fault() + ": " + recovery.detail())
                .toList();
        List<Verdict> all = new ArrayList<>();
        all.add(new Verdict("all is ready and read in the end", settled, ""));
        all.add(new Verdict("each fault was recovered from", lost.isEmpty(), lost.toString()));
        all.add(new Verdict(
                "no process ended by itself",
                ended.isEmpty(),
                ended + ", but " + excused + " without broker or space, or with a clock put back"));
        all.addAll(verdicts);
        return all;
    }

    /** Returns tables of faults and verdicts. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("%d faults, seed %d, %d books, %d garbage records; %d s%n%n"
                .formatted(recoveries.size(), options.seed(), options.books(), options.garbage(), millis / 1000));
        text.append("| fault | of | count | came back | p50 s | max s |\n|---|---|---:|---:|---:|---:|\n");
        for (Fault.Kind kind : Fault.Kind.values()) {
            row(text, kind, "the broker", true);
            row(text, kind, "services", false);
        }
        text.append("\n| compared | | |\n|---|---|---|\n");
        all().forEach(verdict -> line(text, verdict.holds(), verdict.what(), verdict.detail()));
        return text.append("\n")
                .append(holds() ? "Everything is equal.\n" : "There are differences.\n")
                .toString();
    }

    private void row(StringBuilder text, Fault.Kind kind, String of, boolean broker) {
        List<Injector.Recovery> all = recoveries.stream()
                .filter(recovery -> recovery.fault().kind() == kind)
                .filter(recovery -> recovery.fault().target().equals(Cluster.BROKER) == broker)
                .toList();
        if (all.isEmpty()) return;
        List<Long> times = all.stream()
                .map(Injector.Recovery::millis)
                .filter(time -> time >= 0)
                .sorted()
                .toList();
        text.append("| %s | %s | %d | %d | %s | %s |\n"
                .formatted(
                        kind.words,
                        of,
                        all.size(),
                        times.size(),
                        times.isEmpty() ? "" : "%.1f".formatted(times.get(times.size() / 2) / 1000.0),
                        times.isEmpty() ? "" : "%.1f".formatted(times.getLast() / 1000.0)));
    }

    private static void line(StringBuilder text, boolean holds, String what, String detail) {
        text.append("| %s | %s | %s |%n".formatted(what, holds ? "holds" : "DIFFERS", detail));
    }
}
