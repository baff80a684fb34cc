// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gumshoe.bench.system.HeapHistogram;
import org.gumshoe.bench.system.Trend;
import org.junit.jupiter.api.Test;

/** What is sent, when, and how series are read. */
class LoadPlanTest {
    @Test
    void theShelfIsBoundedAndABookThatWasWithdrawnNeverComesBack() {
        RollingBooks rolling = new RollingBooks(10, new Random(1));
        Set<String> live = new HashSet<>();
        Set<String> withdrawn = new HashSet<>();
        int changes = 0;
        for (int step = 0; step < 400; step++) {
            RollingBooks.Step next = rolling.next();
            if (!live.add(next.sent())) changes++;
            assertThat(withdrawn).doesNotContain(next.sent());
            next.withdrawn().ifPresent(book -> {
                assertThat(live.remove(book)).isTrue();
                withdrawn.add(book);
            });
            assertThat(live).hasSize(rolling.size()).hasSizeLessThanOrEqualTo(10);
        }
        assertThat(changes).isEqualTo(100);
        assertThat(withdrawn).hasSize(290);
    }

    @Test
    void thePaceIsThatOfWholeCyclesAndEachEndsWithAPause() {
        Schedule schedule = new Schedule(60);

        List<Long> due = LongStream.range(0, 240).map(schedule::due).boxed().toList();

        assertThat(due).isSorted().doesNotHaveDuplicates().startsWith(0L);
        assertThat(due.get(119)).isBetween(99_000L, 100_000L);
        assertThat(due.get(120)).isEqualTo(120_000L);
        assertThat(due.get(239)).isLessThan(220_000L);
    }

    @Test
    void theIntervalOfATrendHoldsTheTrueSlope() {
        Random random = new Random(1);
        long held = IntStream.range(0, 200)
                .filter(run -> {
                    Trend trend = Trend.of(IntStream.range(0, 30)
                            .mapToObj(i -> new Trend.Point(i, 3 * i + random.nextGaussian()))
                            .toList());
                    return Math.abs(trend.slope() - 3) <= trend.halfWidth();
                })
                .count();

        assertThat(held).isBetween(180L, 200L);
    }

    @Test
    void neighboursThatAreAlikeMakeTheIntervalWider() {
        double[] alike = {1, 1, 1, -1, -1, -1, 1, 1, 1, -1, -1, -1};
        double[] not = {1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1};

        assertThat(trend(alike).halfWidth()).isGreaterThan(1.5 * trend(not).halfWidth());
        assertThat(trend(5, 5, 5)).isEqualTo(new Trend(0, 0));
    }

    private static Trend trend(double... values) {
        return Trend.of(IntStream.range(0, values.length)
                .mapToObj(i -> new Trend.Point(i, values[i]))
                .toList());
    }

    @Test
    void aHistogramIsReadAsJcmdPrintsIt() {
        HeapHistogram histogram = HeapHistogram.parse(List.of(
                "123:",
                " num     #instances         #bytes  class name (module)",
                "-------------------------------------------------------",
                "   1:         12345        2000000  [B (java.base@25)",
                "   2:             7        1000000  org.gumshoe.Kept",
                "   3:             9        5000000  [Ljdk.internal.vm.FillerElement; (java.base@25)",
                "Total         12352        3000000"));

        assertThat(histogram.total()).isEqualTo(3_000_000);
        assertThat(histogram.grownSince(HeapHistogram.parse(List.of("   1:  1  900000  [B")), 1))
                .containsExactly("[B +1074 kB");
    }
}
