// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.html.Svg.Shape;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Dot plot with intervals: a row for each arm, and a panel for each measure, side by side with
 * shared rows.
 */
public record DotPlot(List<String> rows, List<Panel> panels) {
    private static final double ROW = 24;
    private static final double TOP = 30;
    private static final double GAP = 38;

    /**
     * Panel of one measure.
     *
     * @param figures one for each row; null where there is none
     * @param references positions of dashed vertical lines
     */
    public record Panel(String label, List<Figure> figures, AxisScale scale, List<Double> references) {

        /** Returns a panel whose scale just covers its figures and intervals. */
        public static Panel covering(String label, List<Figure> figures, List<Double> references) {
            DoubleStream values = figures.stream()
                    .filter(f -> f != null)
                    .flatMapToDouble(f -> DoubleStream.of(f.value(), f.low(), f.high()));
            return new Panel(label, figures, AxisScale.covering(5, values), references);
        }

        /** Returns a panel from 0 to 1, for shares and probabilities. */
        public static Panel share(String label, List<Figure> figures, List<Double> references) {
            return new Panel(label, figures, AxisScale.between(0, 1, 2), references);
        }
    }

    /**
     * Returns the plot.
     *
     * @param paint the colour of a row
     */
    public HtmlWriter image(String id, String title, String description, IntFunction<HtmlWriter.Attribute> paint) {
        double bottom = TOP + ROW * rows.size();
        double left = Math.min(
                200, 18 + 6.6 * rows.stream().mapToInt(String::length).max().orElse(0));
        double width = (Chart.WIDTH - left - 16 - GAP * (panels.size() - 1)) / panels.size();
        List<HtmlWriter> parts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            parts.add(Svg.text(left - 12, middle(i) + 4, "end", "tick", Svg.shortened(rows.get(i), 27)));
        }
        for (int p = 0; p < panels.size(); p++) {
            parts.add(panel(panels.get(p), left + p * (width + GAP), width, bottom, paint));
        }
        return Svg.image(id, Chart.WIDTH, bottom + 30, title, description, parts.toArray(HtmlWriter[]::new));
    }

    private HtmlWriter panel(
            Panel panel, double left, double width, double bottom, IntFunction<HtmlWriter.Attribute> paint) {
        AxisScale scale = panel.scale();
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(Svg.text(left + width / 2, 14, "middle", "label", panel.label()));
        for (int i = 0; i < rows.size(); i++) {
            parts.add(Svg.line(left, middle(i), left + width, middle(i), "grid"));
        }
        for (double tick : scale.ticks()) {
            double x = left + scale.at(tick) * width;
            parts.add(Svg.line(x, bottom, x, bottom + 5, "axis"));
            parts.add(Svg.text(x, bottom + 19, "middle", "tick", scale.label(tick)));
        }
        parts.add(Svg.line(left, bottom, left + width, bottom, "axis"));
        for (double reference : panel.references()) {
            if (reference >= scale.low() && reference <= scale.high()) {
                double x = left + scale.at(reference) * width;
                parts.add(Svg.line(x, TOP - 6, x, bottom, "dashed"));
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            parts.add(Svg.group(paint.apply(i), dot(panel, i, left, width)));
        }
        return HtmlWriter.join(parts.stream());
    }

    private HtmlWriter dot(Panel panel, int row, double left, double width) {
        Figure figure = panel.figures().get(row);
        if (figure == null || !Double.isFinite(figure.value())) {
            return Svg.text(left + 4, middle(row) + 4, "start", "tick", NumberFormats.DASH);
        }
        AxisScale scale = panel.scale();
        double low = left + Math.clamp(scale.at(figure.low()), 0, 1) * width;
        double high = left + Math.clamp(scale.at(figure.high()), 0, 1) * width;
        Stream<HtmlWriter> whisker = Double.isFinite(low) && Double.isFinite(high)
                ? Stream.of(Svg.line(low, middle(row), high, middle(row), "whisker"))
                : Stream.empty();
        HtmlWriter mark = Svg.mark(
                Shape.CIRCLE,
                left + Math.clamp(scale.at(figure.value()), 0, 1) * width,
                middle(row),
                "",
                rows.get(row) + ", " + panel.label() + ": " + NumberFormats.number(figure));
        return HtmlWriter.join(Stream.concat(whisker, Stream.of(mark)));
    }

    private static double middle(int row) {
        return TOP + ROW * (row + .5);
    }
}
