// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.html.Svg.Point;
import org.gumshoe.experiment.report.html.Svg.Shape;

/** Frame of a plot of one figure against another: two axes, a grid, and a legend on the right. */
public record Chart(AxisScale x, AxisScale y) {
    public static final double WIDTH = 760;
    static final double HEIGHT = 340;
    private static final double LEFT = 64;
    private static final double TOP = 14;
    private static final double RIGHT = 556;
    private static final double BOTTOM = HEIGHT - 50;

    /**
     * Entry of the legend.
     *
     * @param shape null for a line without a mark
     * @param classes CSS classes of the mark or line
     */
    public record Key(HtmlWriter.Attribute paint, Shape shape, String classes, String label) {}

    double px(double value) {
        return LEFT + x.at(value) * (RIGHT - LEFT);
    }

    double py(double value) {
        return BOTTOM - y.at(value) * (BOTTOM - TOP);
    }

    public HtmlWriter axes(String xLabel, String yLabel) {
        List<HtmlWriter> parts = new ArrayList<>();
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
        return HtmlWriter.join(parts.stream());
    }

    /** Returns a mark; nothing when one of the values is unknown. */
    public HtmlWriter mark(Shape shape, double xValue, double yValue, String classes, String tooltip) {
        return Double.isFinite(xValue) && Double.isFinite(yValue)
                ? Svg.mark(shape, px(xValue), py(yValue), classes, tooltip)
                : HtmlWriter.NOTHING;
    }

    /** Returns a line through the points whose values are known. */
    public HtmlWriter line(List<Point> figures, String classes) {
        List<Point> known = figures.stream()
                .filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y()))
                .map(p -> new Point(px(p.x()), py(p.y())))
                .toList();
        return known.size() < 2 ? HtmlWriter.NOTHING : Svg.polyline(known, classes);
    }

    /** Returns a dashed horizontal line; nothing when it is outside the plot. */
    public HtmlWriter level(double value) {
        return value >= y.low() && value <= y.high()
                ? Svg.line(LEFT, py(value), RIGHT, py(value), "dashed")
                : HtmlWriter.NOTHING;
    }

    /** Returns a dashed vertical line; nothing when it is outside the plot. */
    public HtmlWriter upright(double value) {
        return value >= x.low() && value <= x.high()
                ? Svg.line(px(value), TOP, px(value), BOTTOM, "dashed")
                : HtmlWriter.NOTHING;
    }

    /** Returns the dashed line on which both axes have equal values. */
    public HtmlWriter diagonal() {
        double from = Math.max(x.low(), y.low());
        double to = Math.min(x.high(), y.high());
        return from < to ? Svg.line(px(from), py(from), px(to), py(to), "dashed") : HtmlWriter.NOTHING;
    }

    public static HtmlWriter legend(List<Key> keys) {
        return HtmlWriter.join(IntStream.range(0, keys.size()).mapToObj(i -> {
            Key key = keys.get(i);
            double at = TOP + 12 + 20 * i;
            HtmlWriter symbol = key.shape() == null
                    ? Svg.line(RIGHT + 16, at, RIGHT + 34, at, key.classes())
                    : Svg.mark(key.shape(), RIGHT + 25, at, key.classes(), null);
            return Svg.group(
                    key.paint(), symbol, Svg.text(RIGHT + 42, at + 4, "start", "key", Svg.shortened(key.label(), 24)));
        }));
    }

    public HtmlWriter image(String id, String title, String description, HtmlWriter... parts) {
        return Svg.image(id, WIDTH, HEIGHT, title, description, parts);
    }
}
