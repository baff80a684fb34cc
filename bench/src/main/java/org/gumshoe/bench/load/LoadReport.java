// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.gumshoe.bench.system.ProcessSample;
import org.gumshoe.bench.system.Trend;
import org.gumshoe.bench.system.Verdict;

/** Report of a run, as Markdown. */
record LoadReport(LoadResult result) {
    private static final double CYCLE = Schedule.CYCLE_MILLIS / 60_000.0;

    String text() {
        return head() + processes() + lags() + groups() + throughput() + verdicts();
    }

    private String head() {
        LoadFeeder.Sent sent = result.sent();
        return f(
                "%d books in %.0f minutes (%.1f times the demo's pace: %.0f a minute), %d on the shelf in the end; %d story requests; the feeder was at most %.1f s late%n%n",
                sent.books(),
                result.options().minutes(),
                result.options().times(),
                result.options().times() * DemoPace.BOOKS_A_MINUTE,
                sent.onTheShelf(),
                sent.stories(),
                sent.mostLateMillis() / 1000.0);
    }

    private String processes() {
        StringBuilder text = new StringBuilder();
        double end = result.options().minutes();
        text.append(f(
                "| process | live heap at %1$.0f, %2$.0f, %3$.0f min, MB | its growth in 10 min | file handles | their growth in 10 min | threads | resident, MB | cores |%n",
                end / 3, end * 2 / 3, end));
        text.append("|---|---:|---:|---:|---:|---:|---:|---:|\n");
        result.samples()
                .keySet()
                .forEach(process -> text.append(f(
                        "| %s | %s | %s | %s | %s | %s | %s | %.2f |%n",
                        process,
                        thirds(process, "%.1f", LoadResult::heapMegabytes),
                        trend(process, LoadResult::heapMegabytes),
                        thirds(process, "%.0f", ProcessSample::handles),
                        trend(process, ProcessSample::handles),
                        thirds(process, "%.0f", ProcessSample::threads),
                        thirds(process, "%.0f", sample -> sample.residentBytes() / 1e6),
                        result.cores(process))));
        return text.append("\n").toString();
    }

    /** Values at the end of each third of the run. */
    private String thirds(String process, String form, ToDoubleFunction<ProcessSample> value) {
        return List.of(1, 2, 3).stream()
                .map(third -> result.options().minutes() * third / 3)
                .map(end -> result.samples().get(process).stream()
                        .filter(sample -> sample.minutes() > end - CYCLE && sample.minutes() <= end)
                        .mapToDouble(value)
                        .average()
                        .orElse(Double.NaN))
                .map(mean -> f(form, mean))
                .collect(Collectors.joining(", "));
    }

    private String trend(String process, ToDoubleFunction<ProcessSample> value) {
        try {
            Trend trend = result.trend(process, value);
            return f("%+.2f ± %.2f", trend.slope(), trend.halfWidth());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private String lags() {
        StringBuilder text = new StringBuilder("| minutes | records left: median | most | at the end of the pause |\n");
        text.append("|---|---:|---:|---:|\n");
        for (double from = 0; from < result.options().minutes(); from += CYCLE) {
            LagLog cycle = result.lags().between(from, from + CYCLE);
            if (cycle.looks().isEmpty()) continue;
            text.append(f(
                    "| %.0f to %.0f | %d | %d | %d |%n",
                    from, from + CYCLE, cycle.quantile(.5), cycle.quantile(1), cycle.left()));
        }
        return text.append("\n").toString();
    }

    private String groups() {
        StringBuilder text = new StringBuilder("| consumer group | most records left |\n|---|---:|\n");
        result.lags().most().forEach((group, left) -> text.append(f("| %s | %d |%n", group, left)));
        return text.append("\n").toString();
    }

    private String throughput() {
        StringBuilder text = new StringBuilder("| written to | records | a minute |\n|---|---:|---:|\n");
        result.counts()
                .forEach((what, count) -> text.append(f(
                        "| %s | %d | %.1f |%n",
                        what, count, count / result.options().minutes())));
        return text.append("\n").toString();
    }

    private String verdicts() {
        StringBuilder text = new StringBuilder("| promised | | |\n|---|---|---|\n");
        for (Verdict verdict : result.verdicts()) {
            text.append(f("| %s | %s | %s |%n", verdict.what(), verdict.holds() ? "holds" : "FAILS", verdict.detail()));
        }
        return text.append(result.holds() ? "\nEverything holds.\n" : "\nSomething fails.\n")
                .toString();
    }

    private static String f(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
