// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.experiment.report.Svg.Point;
import org.gumshoe.experiment.report.Svg.Shape;

/** The frame of a plot of one figure against another: two axes, a grid, and room for a legend at the right. */
record Chart(Scale x, Scale y) {
    static final double WIDTH = 760;
    static final double HEIGHT = 340;
    private static final double LEFT = 64;
    private static final double TOP = 14;
    private static final double RIGHT = 556;
    private static final double BOTTOM = HEIGHT - 50;

    /**
     * A line of the legend.
     *
     * @param shape null for a line without a mark
     * @param classes of the mark or line
     */
    record Key(Html.Attribute paint, Shape shape, String classes, String label) {}

    double px(double value) {
        return LEFT + x.at(value) * (RIGHT - LEFT);
    }

    double py(double value) {
        return BOTTOM - y.at(value) * (BOTTOM - TOP);
    }

    Html axes(String xLabel, String yLabel) {
        List<Html> parts = new ArrayList<>();
        for (double tick : y.ticks()) {
            parts.add(Svg.line(LEFT, py(tick), RIGHT, py(tick), "grid"));
            parts.add(Svg.text(LEFT - 8, py(tick) + 4, "end", "tick", y.label(tick)));
        }
        for (double tick : x.ticks()) {
            parts.add(Svg.line(px(tick), BOTTOM, px(tick), BOTTOM + 5, "axis"));
            parts.add(Svg.text(px(tick), BOTTOM + 19, "middle", "tick", x.label(tick)));
        }
        parts.add(Svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis"));
        parts.add(Svg.line(LEFT, TOP, LEFT, BOTTOM, "axis"));
        parts.add(Svg.text((LEFT + RIGHT) / 2, BOTTOM + 40, "middle", "label", xLabel));
        parts.add(Svg.upwards(16, (TOP + BOTTOM) / 2, "label", yLabel));
        return Html.join(parts.stream());
    }

    /** A mark at these figures; nothing when one of them is not known. */
    Html mark(Shape shape, double xValue, double yValue, String classes, String tooltip) {
        return Double.isFinite(xValue) && Double.isFinite(yValue)
                ? Svg.mark(shape, px(xValue), py(yValue), classes, tooltip)
                : Html.NOTHING;
    }

    /** A line through those points whose figures are known. */
    Html line(List<Point> figures, String classes) {
        List<Point> known = figures.stream()
                .filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y()))
                .map(p -> new Point(px(p.x()), py(p.y())))
                .toList();
        return known.size() < 2 ? Html.NOTHING : Svg.polyline(known, classes);
    }

    /** A dashed level across the plot, where it is inside. */
    Html level(double value) {
        return value >= y.low() && value <= y.high()
                ? Svg.line(LEFT, py(value), RIGHT, py(value), "dashed")
                : Html.NOTHING;
    }

    /** A dashed upright line, where it is inside. */
    Html upright(double value) {
        return value >= x.low() && value <= x.high()
                ? Svg.line(px(value), TOP, px(value), BOTTOM, "dashed")
                : Html.NOTHING;
    }

    /** The dashed line of equal figures on both axes. */
    Html diagonal() {
        double from = Math.max(x.low(), y.low());
        double to = Math.min(x.high(), y.high());
        return from < to ? Svg.line(px(from), py(from), px(to), py(to), "dashed") : Html.NOTHING;
    }

    static Html legend(List<Key> keys) {
        return Html.join(IntStream.range(0, keys.size()).mapToObj(i -> {
            Key key = keys.get(i);
            double at = TOP + 12 + 20 * i;
            Html symbol = key.shape() == null
                    ? Svg.line(RIGHT + 16, at, RIGHT + 34, at, key.classes())
                    : Svg.mark(key.shape(), RIGHT + 25, at, key.classes(), null);
            return Svg.group(
                    key.paint(), symbol, Svg.text(RIGHT + 42, at + 4, "start", "key", Svg.shortened(key.label(), 24)));
        }));
    }

    Html image(String id, String title, String description, Html... parts) {
        return Svg.image(id, WIDTH, HEIGHT, title, description, parts);
    }
}
