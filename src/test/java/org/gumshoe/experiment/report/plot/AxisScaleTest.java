// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.junit.jupiter.api.Test;

class AxisScaleTest {
    private static final Offset<Double> NEAR = Offset.offset(1e-9);

    @Test
    void ticksStandAtRoundNumbers() {
        AxisScale scale = AxisScale.covering(5, DoubleStream.of(.512, .893, Double.NaN));
        assertThat(scale.ticks().stream().map(scale::label)).containsExactly("0.5", "0.6", "0.7", "0.8", "0.9");
        assertThat(scale.at(.5)).isEqualTo(0, NEAR);
        assertThat(scale.at(.9)).isEqualTo(1, NEAR);
    }

    @Property
    void everyValueIsOnTheAxis(
            @ForAll @DoubleRange(min = -100, max = 100) double a,
            @ForAll @DoubleRange(min = -100, max = 100) double b) {
        AxisScale scale = AxisScale.covering(5, DoubleStream.of(a, b));
        assertThat(scale.at(a)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(scale.at(b)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(scale.ticks()).hasSizeBetween(2, 8);
    }

    @Test
    void doublingCountsAreEquallyFarApart() {
        AxisScale scale = AxisScale.counts(DoubleStream.of(40, 5, 10, 20, 10));
        assertThat(scale.ticks()).containsExactly(5.0, 10.0, 20.0, 40.0);
        assertThat(scale.at(20) - scale.at(10)).isEqualTo(scale.at(10) - scale.at(5), NEAR);
    }

    @Test
    void crowdedCountsHaveFewerNumbers() {
        AxisScale scale = AxisScale.counts(DoubleStream.iterate(1, v -> v + 1).limit(100));
        assertThat(scale.ticks()).hasSizeLessThan(20).startsWith(1.0, 2.0);
    }

    @Test
    void withoutValuesTheAxisIsFromZeroToOne() {
        assertThat(AxisScale.covering(5, DoubleStream.of(Double.NaN))).isEqualTo(AxisScale.between(0, 1, 5));
        assertThat(AxisScale.counts(DoubleStream.empty())).isEqualTo(AxisScale.between(0, 1, 4));
    }

    @Test
    void numbersArePlain() {
        assertThat(NumberFormats.number(-.1234)).isEqualTo("\u22120.123");
        assertThat(NumberFormats.number(-.0001)).isEqualTo("0.000");
        assertThat(NumberFormats.number(Double.NaN)).isEqualTo(NumberFormats.DASH);
        assertThat(NumberFormats.duration(59.94)).isEqualTo("59.9 s");
        assertThat(NumberFormats.duration(3723)).isEqualTo("1 h 02 min 03 s");
    }
}
