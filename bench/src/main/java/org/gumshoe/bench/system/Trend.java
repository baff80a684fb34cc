// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.util.List;
import java.util.stream.IntStream;
import smile.stat.distribution.TDistribution;

/**
 * Trend of a series: slope of the least-squares line and the half width of its 95 % interval. Where
 * neighbouring residuals are alike, the error of the slope is that of a series that much shorter. Of
 * eight points it covers .95 without such likeness, .90 at a correlation of .3 and .83 at .5; degrees of
 * freedom that shrink too would cover .01 more and make one interval in twenty four times as wide.
 */
public record Trend(double slope, double halfWidth) {
    /** A point of a series. */
    public record Point(double at, double value) {}

    /** @param points three or more, in order and at equal distances */
    public static Trend of(List<Point> points) {
        int n = points.size();
        if (n < 3) throw new IllegalArgumentException("A trend needs three points: " + n);
        double at = points.stream().mapToDouble(Point::at).average().orElseThrow();
        double value = points.stream().mapToDouble(Point::value).average().orElseThrow();
        double spread = points.stream().mapToDouble(p -> square(p.at - at)).sum();
        double slope = points.stream()
                        .mapToDouble(p -> (p.at - at) * (p.value - value))
                        .sum()
                / spread;
        double[] residuals = points.stream()
                .mapToDouble(p -> p.value - value - slope * (p.at - at))
                .toArray();
        double squares =
                IntStream.range(0, n).mapToDouble(i -> square(residuals[i])).sum();
        if (squares == 0) return new Trend(slope, 0);
        double alike = IntStream.range(1, n)
                        .mapToDouble(i -> residuals[i] * residuals[i - 1])
                        .sum()
                / squares;
        double length = Math.max(3, n * (1 - Math.max(0, alike)) / (1 + Math.max(0, alike)));
        double error = Math.sqrt(squares / (length - 2) / spread);
        return new Trend(slope, error * new TDistribution(n - 2).quantile(.975));
    }

    private static double square(double x) {
        return x * x;
    }

    /** Returns whether even the upper end of the interval stays within a growth. */
    public boolean within(double growth) {
        return slope + halfWidth <= growth;
    }
}
