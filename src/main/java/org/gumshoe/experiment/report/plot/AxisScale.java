// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.gumshoe.experiment.report.html.NumberFormats;

/**
 * Scale of an axis, from a value to its position.
 *
 * @param ticks labelled values, ascending
 * @param logarithmic whether equal ratios are equally far apart
 */
public record AxisScale(double low, double high, List<Double> ticks, boolean logarithmic) {

    private static final double ROOM = 1.1;

    /** Returns a scale from exactly low to high, with about this many ticks at round numbers. */
    public static AxisScale between(double low, double high, int about) {
        double step = step((high - low) / about);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return new AxisScale(low, high, List.copyOf(ticks), false);
    }

    /**
     * Returns a scale that covers all finite values and ends on round numbers; 0 to 1 when there is
     * none.
     */
    public static AxisScale covering(int about, DoubleStream values) {
        double[] finite = values.filter(Double::isFinite).sorted().toArray();
        if (finite.length == 0) {
            return between(0, 1, about);
        }
        double low = finite[0];
        double high = finite[finite.length - 1];
        double room = high - low < 1e-6 ? Math.max(.01, Math.abs(low) * .05) : 0;
        double step = step((high - low + 2 * room) / about);
        return between(
                Math.floor((low - room) / step + 1e-9) * step, Math.ceil((high + room) / step - 1e-9) * step, about);
    }

    /** Returns a logarithmic scale over positive counts, with a tick at each that has room. */
    public static AxisScale counts(DoubleStream values) {
        double[] sorted = values.filter(v -> v > 0 && Double.isFinite(v))
                .distinct()
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return between(0, 1, 4);
        }
        AxisScale bare = new AxisScale(sorted[0] / ROOM, sorted[sorted.length - 1] * ROOM, List.of(), true);
        List<Double> ticks = new ArrayList<>();
        for (double v : sorted) {
            if (ticks.isEmpty() || bare.at(v) - bare.at(ticks.getLast()) > .055) {
                ticks.add(v);
            }
        }
        return new AxisScale(bare.low, bare.high, List.copyOf(ticks), true);
    }

    /** Returns the position of a value: 0 at the low end, 1 at the high end. */
    double at(double value) {
        return logarithmic
                ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value - low) / (high - low);
    }

    String label(double tick) {
        double step = ticks.size() > 1 ? ticks.get(1) - ticks.get(0) : 1;
        boolean whole = ticks.stream().allMatch(t -> Math.abs(t - Math.rint(t)) < 1e-9);
        return NumberFormats.decimals(tick, whole ? 0 : step > .0999 ? 1 : step > .00999 ? 2 : 3);
    }

    /** Returns the smallest of 1, 2, 5 times a power of ten that is at least this large. */
    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least) + 1e-9));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
