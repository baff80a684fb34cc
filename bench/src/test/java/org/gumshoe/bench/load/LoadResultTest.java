// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.gumshoe.bench.system.HeapHistogram;
import org.gumshoe.bench.system.ProcessSample;
import org.gumshoe.bench.system.Verdict;
import org.junit.jupiter.api.Test;

/** A run whose verdict cannot fail would find no leak. */
class LoadResultTest {
    private static final int MINUTES = 30;
    private static final double LAST_BOOK = 29.6;

    private final Random random = new Random(1);
    private final Map<String, Long> counts =
            new HashMap<>(Map.of("activations", 8000L, TopicCounts.WHOLE_STORIES, 90L));
    private List<LagLog.Look> looks = List.of(look(29.5, 40), look(29.7, 12), look(29.8, 0), look(29.9, 0));
    private TopicCounts.Reading reading = new TopicCounts.Reading(4000, 0, 0);
    private List<String> ended = List.of();

    private static LagLog.Look look(double minutes, long left) {
        return new LagLog.Look(minutes, Map.of("gumshoe-ingest", 0L, "gumshoe-topics", left));
    }

    /** Samples every half minute, of a process that uses a fifth of a core; a full collection leaves a megabyte more or less. */
    private List<ProcessSample> samples(IntUnaryOperator megabytes, IntUnaryOperator handles) {
        return IntStream.rangeClosed(0, 2 * MINUTES)
                .mapToObj(i -> new ProcessSample(
                        i / 2.0,
                        new HeapHistogram(Map.of(
                                "[B",
                                1_000_000L * megabytes.applyAsInt(i / 2) + random.nextInt(1_000_000),
                                "Other",
                                5_000_000L)),
                        handles.applyAsInt(i / 2),
                        40,
                        1L << 28,
                        6.0 * i))
                .toList();
    }

    private List<String> failing(List<ProcessSample> samples) {
        return result(samples).verdicts().stream()
                .filter(verdict -> !verdict.holds())
                .map(Verdict::what)
                .toList();
    }

    private LoadResult result(List<ProcessSample> samples) {
        return new LoadResult(
                new LoadOptions(MINUTES, 10, 500, false, Path.of("tiny"), Path.of("out")),
                new LoadFeeder.Sent(1000, 500, 90, 3),
                LAST_BOOK,
                Map.of("learner", samples),
                new LagLog(looks),
                counts,
                reading,
                ended);
    }

    @Test
    void aFlatRunHoldsHoweverItBegan() {
        List<ProcessSample> warmingUp =
                samples(minute -> Math.min(60, 20 + 4 * minute), minute -> Math.min(300, 200 + 20 * minute));

        assertThat(failing(warmingUp)).isEmpty();
        assertThat(result(warmingUp).holds()).isTrue();
    }

    @Test
    void aLeakOfHalfAMegabyteAMinuteIsSeenAndNamed() {
        LoadResult leaking = result(samples(minute -> 60 + minute / 2, minute -> 300));

        assertThat(leaking.holds()).isFalse();
        assertThat(leaking.verdicts().getFirst())
                .satisfies(verdict -> assertThat(verdict.what()).isEqualTo("learner: live heap flat"))
                .satisfies(verdict -> assertThat(verdict.holds()).isFalse())
                .satisfies(verdict -> assertThat(verdict.detail()).startsWith("grown: [B +"));
    }

    @Test
    void handlesThatAreNotClosedAreSeen() {
        assertThat(failing(samples(minute -> 60, minute -> 300 + 4 * minute)))
                .containsExactly("learner: file handles flat");
    }

    @Test
    void aSeriesThatSaysNothingIsNotCalledFlat() {
        assertThat(failing(samples(minute -> random.nextInt(100), minute -> 300)))
                .containsExactly("learner: live heap flat");
        assertThat(failing(samples(minute -> 60, minute -> 300).subList(0, 20)))
                .containsExactly("learner: enough samples for a trend");
    }

    @Test
    void whatIsLeftOrLostIsSeen() {
        List<ProcessSample> flat = samples(minute -> 60, minute -> 300);
        looks = List.of(look(29.7, 12), look(30.5, 1), look(31, 0));
        assertThat(failing(flat)).containsExactly("lag zero within 60 s of the last book");
        looks = List.of(look(30, 0), look(31, 1));
        assertThat(failing(flat)).containsExactly("lag zero within 60 s of the last book");
        looks = List.of(look(30, 0));
        counts.putAll(Map.of(TopicCounts.WHOLE_STORIES, 89L, "dead-letters", 1L));
        reading = new TopicCounts.Reading(4000, 1, 0);
        ended = List.of("learner with exit code 1");
        assertThat(failing(flat))
                .containsExactly(
                        "both models have read the passages that there are, and no others",
                        "every story has an end",
                        "no dead letter",
                        "no process ended by itself");
    }

    @Test
    void theReportHasARowForEachProcessAndEachPromise() {
        LoadResult result = result(samples(minute -> 60, minute -> 300));

        String text = new LoadReport(result).text();

        assertThat(text)
                .contains("| learner | 65.", " | 0.20 |", "| gumshoe-topics | 40 |", "| activations | 8000 | 266.7 |");
        assertThat(text).endsWith("Everything holds.\n");
        result.verdicts().forEach(verdict -> assertThat(text).contains("| " + verdict.what() + " | holds |"));
    }
}
