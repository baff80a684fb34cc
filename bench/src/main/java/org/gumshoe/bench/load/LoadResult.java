// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.gumshoe.bench.load.LoadFeeder.Sent;
import org.gumshoe.bench.system.ProcessSample;
import org.gumshoe.bench.system.Trend;
import org.gumshoe.bench.system.Verdict;

/**
 * Result of a run, and what it must hold. The shelf has a fixed number of books, so what docs/scale.md
 * says is kept for each book is constant after the first minutes, and no growth is allowed for it.
 *
 * @param lastBook minutes at which the last book was sent
 * @param samples by process
 * @param counts of records written, by topic
 * @param reading what the models have read in the end
 * @param ended processes that have ended by themselves
 */
record LoadResult(
        LoadOptions options,
        Sent sent,
        double lastBook,
        Map<String, List<ProcessSample>> samples,
        LagLog lags,
        Map<String, Long> counts,
        TopicCounts.Reading reading,
        List<String> ended) {
    /**
     * Growth of the live heap that counts as flat: within ten minutes, in megabytes. At ten times the
     * demo's pace it is 370 bytes for each book that is sent.
     */
    static final double HEAP_TOLERANCE = 2;

    /**
     * Growth of the number of file handles that counts as flat, within ten minutes. The broker has
     * about as many partitions of compacted topics, whose segments come and go every ten minutes; a
     * handle for each story would be 290.
     */
    static final double HANDLES_TOLERANCE = 24;

    /** Time after the last book within which all is read. */
    static final double SECONDS_TO_ZERO = 60;

    private static final int LEAST_SAMPLES = 3;

    static double heapMegabytes(ProcessSample sample) {
        return sample.heap().total() / 1e6;
    }

    /** Returns the samples of the last half of the run. */
    static List<ProcessSample> lastHalf(List<ProcessSample> samples, double minutes) {
        return samples.stream()
                .filter(sample -> sample.minutes() >= minutes / 2 && sample.minutes() < minutes)
                .toList();
    }

    /** Returns the trend over the last half of the run, in growth within ten minutes. */
    Trend trend(String process, ToDoubleFunction<ProcessSample> value) {
        return Trend.of(lastHalf(samples.get(process), options.minutes()).stream()
                .map(sample -> new Trend.Point(sample.minutes() / 10, value.applyAsDouble(sample)))
                .toList());
    }

    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (String process : samples.keySet()) {
            if (lastHalf(samples.get(process), options.minutes()).size() < LEAST_SAMPLES) {
                verdicts.add(new Verdict(process + ": enough samples for a trend", false, ""));
                continue;
            }
            Trend heap = trend(process, LoadResult::heapMegabytes);
            boolean flat = heap.within(HEAP_TOLERANCE);
            verdicts.add(new Verdict(process + ": live heap flat", flat, flat ? "" : "grown: " + grown(process)));
            Trend handles = trend(process, ProcessSample::handles);
            verdicts.add(new Verdict(process + ": file handles flat", handles.within(HANDLES_TOLERANCE), ""));
        }
        double seconds = (lags.zeroSince().orElse(Double.POSITIVE_INFINITY) - lastBook) * 60;
        verdicts.add(new Verdict(
                "lag zero within %.0f s of the last book".formatted(SECONDS_TO_ZERO),
                seconds <= SECONDS_TO_ZERO,
                "%.0f s".formatted(seconds)));
        verdicts.add(new Verdict(
                "both models have read the passages that there are, and no others",
                reading.read() > 0 && reading.unread() == 0 && reading.leftOver() == 0,
                "%d activations, %d missing, %d of passages that are gone"
                        .formatted(reading.read(), reading.unread(), reading.leftOver())));
        long stories = counts.getOrDefault(TopicCounts.WHOLE_STORIES, 0L);
        long refused = counts.getOrDefault(TopicCounts.REFUSED_STORIES, 0L);
        verdicts.add(new Verdict(
                "every story has an end",
                stories + refused == sent.stories(),
                "%d whole, %d refused with a reason, of %d".formatted(stories, refused, sent.stories())));
        long letters = counts.getOrDefault("dead-letters", 0L);
        verdicts.add(new Verdict("no dead letter", letters == 0, letters + " letters"));
        verdicts.add(new Verdict("no process ended by itself", ended.isEmpty(), ended.toString()));
        return verdicts;
    }

    /** Returns the processor cores that a process has used on average over the last half. */
    double cores(String process) {
        List<ProcessSample> half = lastHalf(samples.get(process), options.minutes());
        if (half.size() < 2) return Double.NaN;
        return (half.getLast().cpuSeconds() - half.getFirst().cpuSeconds())
                / (60 * (half.getLast().minutes() - half.getFirst().minutes()));
    }

    private String grown(String process) {
        List<ProcessSample> half = lastHalf(samples.get(process), options.minutes());
        ProcessSample least = half.stream()
                .limit(half.size() / 2 + 1)
                .min(Comparator.comparingDouble(LoadResult::heapMegabytes))
                .orElseThrow();
        return String.join(", ", half.getLast().heap().grownSince(least.heap(), 4));
    }

    boolean holds() {
        return verdicts().stream().allMatch(Verdict::holds);
    }
}
