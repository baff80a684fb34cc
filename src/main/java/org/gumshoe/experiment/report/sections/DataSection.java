// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.meanAndLeast;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.html.Svg.Point;
import org.gumshoe.experiment.report.html.Svg.Shape;
import org.gumshoe.experiment.report.plot.AxisScale;
import org.gumshoe.experiment.report.plot.Chart;
import org.gumshoe.experiment.report.plot.Chart.Key;
import org.gumshoe.experiment.results.ExperimentResults.DataPoint;

/** Section 3: the refinement with more books, and with fewer positive books. */
public final class DataSection {
    private record Series(String name, int colour, Shape shape, ToDoubleFunction<DataPoint> figure) {}

    private static final List<Series> SERIES = List.of(
            new Series("ridge on true labels", 3, Shape.DIAMOND, DataPoint::ceilingAuc),
            new Series("refined, strong model", 2, Shape.CIRCLE, DataPoint::refinedStrongAuc),
            new Series("refined, weak model", 1, Shape.TRIANGLE, DataPoint::refinedWeakAuc),
            new Series("topic model (LDA)", 0, Shape.SQUARE, DataPoint::ldaAuc));

    private DataSection() {}

    public static HtmlWriter of(List<DataPoint> data) {
        List<DataPoint> points = ResultsLookup.all(data);
        if (points.isEmpty()) {
            return HtmlWriter.section("data", "3. Data", element("p", Legend.NOT_RUN));
        }
        List<DataPoint> growth = ofKind(points, "growth");
        List<DataPoint> rare = ofKind(points, "rare");
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(
                element(
                        "p",
                        "The refinement on random subsets of the books, with several draws of each size. All AUCs are of passages. In the running system, a refinement that the diagnosis reports as diverged does not replace the last good vector."));
        if (!growth.isEmpty()) {
            parts.add(
                    HtmlWriter.figure(
                            plot("data-growth", "AUC by number of books", growth, "number of books", DataPoint::books),
                            "AUC by number of books. Lines are means over draws; faint dots are single draws (hollow: reported as diverged)."));
        }
        if (!rare.isEmpty()) {
            parts.add(
                    HtmlWriter.figure(
                            plot(
                                    "data-rare",
                                    "AUC by number of positive books",
                                    rare,
                                    "number of positive books",
                                    DataPoint::positives),
                            "AUC by number of positive books, among all other books. Lines are means over draws; faint dots are single draws (hollow: reported as diverged)."));
            parts.add(words(RareDraws.of(points)));
        }
        parts.add(table(points));
        return HtmlWriter.section("data", "3. Data", parts.toArray(HtmlWriter[]::new));
    }

    private static List<DataPoint> ofKind(List<DataPoint> points, String kind) {
        return points.stream().filter(p -> kind.equals(p.kind())).toList();
    }

    private static HtmlWriter words(RareDraws rare) {
        if (rare.draws().isEmpty()) {
            return HtmlWriter.NOTHING;
        }
        long above = rare.kept().stream().filter(d -> RareDraws.gain(d) > 0).count();
        return element(
                "p",
                "With the fewest positive books, %d of %d, %d of %d draws were reported as diverged. Of the others, %d end above the AUC of their topic model; the mean gain is %s (minimum %s)."
                        .formatted(
                                rare.draws().getFirst().positives(),
                                rare.draws().getFirst().books(),
                                rare.draws().size() - rare.kept().size(),
                                rare.draws().size(),
                                above,
                                number(rare.meanGain()),
                                number(rare.kept().stream()
                                        .mapToDouble(RareDraws::gain)
                                        .min()
                                        .orElse(Double.NaN))));
    }

    private static HtmlWriter plot(
            String id, String title, List<DataPoint> points, String xLabel, ToDoubleFunction<DataPoint> x) {
        Chart chart = new Chart(
                AxisScale.counts(points.stream().mapToDouble(x)),
                AxisScale.covering(
                        6,
                        points.stream()
                                .flatMapToDouble(p -> SERIES.stream()
                                        .mapToDouble(s -> s.figure().applyAsDouble(p)))));
        Stream<HtmlWriter> lines = SERIES.reversed().stream().map(s -> line(chart, s, points, x));
        List<Key> keys = SERIES.stream()
                .map(s -> new Key(Svg.colour(s.colour()), s.shape(), "", s.name()))
                .collect(Collectors.toCollection(ArrayList::new));
        keys.add(new Key(Svg.colour(2), Shape.CIRCLE, "faint", "one draw"));
        keys.add(new Key(Svg.colour(2), Shape.CIRCLE, "faint hollow", "reported as diverged"));
        return chart.image(
                id,
                title,
                "Four lines by " + xLabel
                        + ": topic model, refined weak model, refined strong model, ridge regression on true labels.",
                chart.axes(xLabel, "passage AUC"),
                HtmlWriter.join(lines),
                Chart.legend(keys));
    }

    private static HtmlWriter line(Chart chart, Series series, List<DataPoint> points, ToDoubleFunction<DataPoint> x) {
        boolean refined = series.colour() == 1 || series.colour() == 2;
        Stream<HtmlWriter> dots = points.stream()
                .map(p -> chart.mark(
                        series.shape(),
                        x.applyAsDouble(p),
                        series.figure().applyAsDouble(p),
                        refined && p.diverged() ? "faint hollow" : "faint",
                        series.name() + ", draw " + p.draw() + ": "
                                + number(series.figure().applyAsDouble(p))));
        List<Point> means = points.stream()
                .collect(Collectors.groupingBy(x::applyAsDouble, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(e -> new Point(e.getKey(), NumberFormats.mean(e.getValue(), series.figure())))
                .toList();
        return Svg.group(
                Svg.colour(series.colour()),
                HtmlWriter.join(dots),
                chart.line(means, "line"),
                HtmlWriter.join(means.stream()
                        .map(p -> chart.mark(series.shape(), p.x(), p.y(), "", series.name() + ": " + number(p.y())))));
    }

    private static HtmlWriter table(List<DataPoint> points) {
        record Size(String kind, int books, int positives) {}
        // draws of one size differ in their number of positive books
        Map<Size, List<DataPoint>> sizes = points.stream()
                .sorted(Comparator.comparing((DataPoint p) -> String.valueOf(p.kind()))
                        .thenComparing(DataPoint::books)
                        .thenComparing(DataPoint::positives))
                .collect(Collectors.groupingBy(
                        p -> new Size(
                                String.valueOf(p.kind()), p.books(), "growth".equals(p.kind()) ? -1 : p.positives()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<List<String>> rows = sizes.entrySet().stream()
                .map(e -> {
                    List<DataPoint> draws = e.getValue();
                    return List.of(
                            e.getKey().kind(),
                            String.valueOf(e.getKey().books()),
                            positives(draws),
                            String.valueOf(draws.size()),
                            meanAndLeast(draws, DataPoint::ldaAuc),
                            meanAndLeast(draws, DataPoint::refinedWeakAuc),
                            meanAndLeast(draws, DataPoint::refinedStrongAuc),
                            meanAndLeast(draws, DataPoint::ceilingAuc),
                            String.valueOf(
                                    draws.stream().filter(DataPoint::diverged).count()));
                })
                .toList();
        return HtmlWriter.table(
                "Passage AUC by subset of the books: mean (minimum) over draws, and the number of draws reported as diverged.",
                List.of("kind", "books", "positives", "draws", "lda", "weak", "strong", "ceiling", "diverged"),
                rows);
    }

    private static String positives(List<DataPoint> draws) {
        int least = draws.stream().mapToInt(DataPoint::positives).min().orElse(0);
        int most = draws.stream().mapToInt(DataPoint::positives).max().orElse(0);
        return least == most ? String.valueOf(least) : least + NumberFormats.DASH + most;
    }
}
