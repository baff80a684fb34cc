// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.html.Svg.Point;
import org.gumshoe.experiment.report.html.Svg.Shape;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/** Line plot of several series with intervals. */
public record LinePlot(AxisScale x, AxisScale y, List<Series> series) {
    private static final List<Shape> SHAPES = List.of(Shape.values());
    private static final double DODGE = 4;

    /**
     * A series.
     *
     * @param colour one of the five colours
     * @param marked whether its points are marked and have whiskers
     */
    public record Series(String name, int colour, List<Double> at, List<Figure> figures, boolean marked) {}

    /** Returns a plot whose x are counts, on a logarithmic axis. */
    public static LinePlot overCounts(List<Series> series) {
        return new LinePlot(
                AxisScale.counts(
                        series.stream().flatMapToDouble(s -> s.at().stream().mapToDouble(v -> v))),
                covering(series),
                series);
    }

    /** Returns a plot over shares from 0 to 1. */
    public static LinePlot overShares(List<Series> series, AxisScale y) {
        return new LinePlot(AxisScale.between(0, 1, 5), y, series);
    }

    private static AxisScale covering(List<Series> series) {
        return AxisScale.covering(
                6,
                series.stream()
                        .flatMap(s -> s.figures().stream())
                        .flatMapToDouble(f -> DoubleStream.of(f.value(), f.low(), f.high())));
    }

    public HtmlWriter image(
            String id, String title, String description, String xLabel, String yLabel, HtmlWriter... behind) {
        Chart chart = new Chart(x, y);
        List<HtmlWriter> parts = new ArrayList<>(List.of(chart.axes(xLabel, yLabel)));
        parts.addAll(List.of(behind));
        List<Chart.Key> keys = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            Series one = series.get(s);
            Shape shape = SHAPES.get(s % SHAPES.size());
            parts.add(Svg.group(Svg.colour(one.colour()), line(chart, one, shape, DODGE * (s - series.size() / 2.))));
            keys.add(new Chart.Key(
                    Svg.colour(one.colour()), one.marked() ? shape : null, one.marked() ? "" : "line", one.name()));
        }
        parts.add(Chart.legend(keys));
        return chart.image(id, title, description, parts.toArray(HtmlWriter[]::new));
    }

    private static HtmlWriter line(Chart chart, Series series, Shape shape, double dodge) {
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(chart.line(
                IntStream.range(0, series.at().size())
                        .mapToObj(i -> new Point(
                                series.at().get(i), series.figures().get(i).value()))
                        .toList(),
                "line"));
        for (int i = 0; series.marked() && i < series.at().size(); i++) {
            Figure f = series.figures().get(i);
            double px = chart.px(series.at().get(i)) + dodge;
            if (Double.isFinite(f.low()) && Double.isFinite(f.high())) {
                parts.add(Svg.line(px, chart.py(f.low()), px, chart.py(f.high()), "whisker faint"));
            }
            parts.add(chart.mark(
                    shape, series.at().get(i), f.value(), "", series.name() + ": " + NumberFormats.number(f)));
        }
        return HtmlWriter.join(parts.stream());
    }
}
