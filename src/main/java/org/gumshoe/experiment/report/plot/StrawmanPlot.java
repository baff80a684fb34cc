// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.plot;

import static org.gumshoe.experiment.report.html.HtmlWriter.attribute;
import static org.gumshoe.experiment.report.html.HtmlWriter.css;
import static org.gumshoe.experiment.report.html.HtmlWriter.element;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.html.Svg.Point;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults.PlanePoint;
import org.gumshoe.experiment.results.LawsResults.Strawman;

/**
 * Picture of the mission: on the left what the topic model's filter keeps of the true cluster and what the
 * refined concept keeps, at equal number; on the right the precision of both, however many are kept.
 */
public final class StrawmanPlot {
    private static final double WIDTH = 880;
    private static final double HEIGHT = 400;
    private static final double TOP = 54;
    private static final double BOTTOM = HEIGHT - 62;
    private static final double LEFT = 14;
    private static final double MIDDLE = 392;
    private static final double FROM = 466;
    private static final double TO = WIDTH - 152;

    /** Radius of an ellipse that holds about two thirds of a Gaussian cluster, in standard deviations. */
    private static final double DEVIATIONS = 1.5;

    private static final int GREY = 0;
    private static final int LDA = 1;
    private static final int REFINED = 2;
    private static final int TRUE = 3;

    private StrawmanPlot() {}

    public static HtmlWriter image(Strawman figures) {
        return Svg.image(
                "strawman",
                WIDTH,
                HEIGHT,
                "Filtering by the topic model against the refined concept, " + figures.concept(),
                "Left: passages of unseen authors in a plane of the strong model's activations, with ellipses around"
                        + " those that the topic model keeps, those that the refined concept keeps, and the true ones."
                        + " Right: share of true passages among those that are kept.",
                plane(figures),
                curves(figures));
    }

    private static HtmlWriter plane(Strawman figures) {
        List<PlanePoint> points = figures.plane();
        AxisScale x = AxisScale.covering(4, points.stream().mapToDouble(PlanePoint::x));
        AxisScale y = AxisScale.covering(4, points.stream().mapToDouble(PlanePoint::y));
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(Svg.text(LEFT, 18, "start", "label", "Passages of unseen authors, as the strong model sees them"));
        parts.add(Svg.text(
                LEFT,
                36,
                "start",
                "tick",
                "green: true (" + figures.concept() + "); ellipses around what is kept, as many as are true"));
        for (boolean positive : new boolean[] {false, true}) {
            parts.add(Svg.group(
                    Svg.colour(positive ? TRUE : GREY),
                    HtmlWriter.join(points.stream()
                            .filter(p -> p.positive() == positive)
                            .map(p -> dot(px(x, p), py(y, p), positive)))));
        }
        parts.add(ellipse(x, y, points, PlanePoint::positive, TRUE, "line"));
        parts.add(ellipse(x, y, points, PlanePoint::byLda, LDA, "line dashed-line"));
        parts.add(ellipse(x, y, points, PlanePoint::byRefined, REFINED, "line"));
        parts.add(key(2, TRUE, "the true cluster"));
        parts.add(key(0, LDA, "topic model's filter: " + share(points, PlanePoint::byLda) + " are true"));
        parts.add(key(1, REFINED, "refined concept: " + share(points, PlanePoint::byRefined) + " are true"));
        return HtmlWriter.join(parts.stream());
    }

    private static String share(List<PlanePoint> points, Predicate<PlanePoint> kept) {
        return NumberFormats.percent(
                NumberFormats.mean(points.stream().filter(kept).toList(), p -> p.positive() ? 1 : 0));
    }

    private static HtmlWriter key(int row, int colour, String text) {
        double at = BOTTOM + 16 + 18 * row;
        return Svg.group(
                Svg.colour(colour),
                Svg.line(LEFT, at, LEFT + 22, at, "line"),
                Svg.text(LEFT + 30, at + 4, "start", "key", text));
    }

    private static double px(AxisScale x, PlanePoint p) {
        return LEFT + x.at(p.x()) * (MIDDLE - LEFT);
    }

    private static double py(AxisScale y, PlanePoint p) {
        return BOTTOM - y.at(p.y()) * (BOTTOM - TOP);
    }

    private static HtmlWriter dot(double x, double y, boolean positive) {
        return element(
                "circle",
                attribute("cx", Svg.number(x)),
                attribute("cy", Svg.number(y)),
                attribute("r", "2.2"),
                css(positive ? "mark" : "mark faint"));
    }

    /** Returns the ellipse of the mean and covariance of some of the points. */
    private static HtmlWriter ellipse(
            AxisScale x, AxisScale y, List<PlanePoint> points, Predicate<PlanePoint> of, int colour, String classes) {
        List<Point> inside = points.stream()
                .filter(of)
                .map(p -> new Point(px(x, p), py(y, p)))
                .toList();
        if (inside.size() < 3) {
            return HtmlWriter.NOTHING;
        }
        double mx = NumberFormats.mean(inside, Point::x);
        double my = NumberFormats.mean(inside, Point::y);
        double xx = NumberFormats.mean(inside, p -> (p.x() - mx) * (p.x() - mx));
        double yy = NumberFormats.mean(inside, p -> (p.y() - my) * (p.y() - my));
        double xy = NumberFormats.mean(inside, p -> (p.x() - mx) * (p.y() - my));
        double root = Math.sqrt((xx - yy) * (xx - yy) / 4 + xy * xy);
        double angle = Math.toDegrees(Math.atan2(2 * xy, xx - yy) / 2);
        return Svg.group(
                Svg.colour(colour),
                element(
                        "ellipse",
                        attribute("rx", Svg.number(DEVIATIONS * Math.sqrt((xx + yy) / 2 + root))),
                        attribute("ry", Svg.number(DEVIATIONS * Math.sqrt(Math.max(0, (xx + yy) / 2 - root)))),
                        attribute(
                                "transform",
                                "translate(" + Svg.number(mx) + " " + Svg.number(my) + ") rotate(" + Svg.number(angle)
                                        + ")"),
                        css(classes)));
    }

    private static HtmlWriter curves(Strawman figures) {
        AxisScale x = AxisScale.between(0, 1, 5);
        AxisScale y = AxisScale.between(0, 1, 5);
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(Svg.text(FROM, 18, "start", "label", "At equal cost: share of true passages among those kept"));
        parts.add(Svg.text(
                FROM,
                36,
                "start",
                "tick",
                "the filter's ceiling is " + NumberFormats.number(figures.ceiling()) + "; bars: 95 % over authors"));
        for (double tick : y.ticks()) {
            parts.add(Svg.line(FROM, at(y, tick), TO, at(y, tick), "grid"));
            parts.add(Svg.text(FROM - 8, at(y, tick) + 4, "end", "tick", y.label(tick)));
        }
        for (double tick : x.ticks()) {
            parts.add(Svg.text(across(x, tick), BOTTOM + 19, "middle", "tick", x.label(tick)));
        }
        parts.add(Svg.line(FROM, BOTTOM, TO, BOTTOM, "axis"));
        parts.add(Svg.text((FROM + TO) / 2, BOTTOM + 40, "middle", "label", "share of all passages that is kept"));
        double ceiling = at(y, figures.ceiling().value());
        parts.add(Svg.group(Svg.colour(LDA), Svg.line(FROM, ceiling, TO, ceiling, "dashed")));
        List<Row> rows = List.of(
                new Row("labels", "ridge on true labels", TRUE),
                new Row("refined-strong", "refined, strong", REFINED),
                new Row("refined-weak", "refined, weak", 4),
                new Row("lda", "topic model's filter", LDA),
                new Row("random-pointer", "random words (null)", GREY));
        Map<String, List<Figure>> precision = figures.precision();
        for (int r = 0; r < rows.size(); r++) {
            Row row = rows.get(r);
            if (precision.containsKey(row.arm)) {
                parts.add(Svg.group(
                        Svg.colour(row.colour),
                        curve(figures.kept(), precision.get(row.arm), x, y, r),
                        Svg.line(TO + 8, TOP + 20 + 22 * r, TO + 22, TOP + 20 + 22 * r, "line"),
                        Svg.text(TO + 26, TOP + 24 + 22 * r, "start", "tick", row.name)));
            }
        }
        return HtmlWriter.join(parts.stream());
    }

    private record Row(String arm, String name, int colour) {}

    private static HtmlWriter curve(List<Double> kept, List<Figure> precision, AxisScale x, AxisScale y, int row) {
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(Svg.polyline(
                IntStream.range(0, kept.size())
                        .mapToObj(i -> new Point(
                                across(x, kept.get(i)), at(y, precision.get(i).value())))
                        .toList(),
                "line"));
        for (int i = row % 2; i < kept.size(); i += 2) {
            Figure f = precision.get(i);
            double px = across(x, kept.get(i)) + row - 2;
            parts.add(Svg.line(px, at(y, f.low()), px, at(y, f.high()), "whisker faint"));
        }
        return HtmlWriter.join(parts.stream());
    }

    private static double across(AxisScale x, double value) {
        return FROM + x.at(value) * (TO - FROM);
    }

    private static double at(AxisScale y, double value) {
        return BOTTOM - y.at(value) * (BOTTOM - TOP);
    }
}
