// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.css;
import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.meanAndLeast;
import static org.gumshoe.experiment.report.html.NumberFormats.number;
import static org.gumshoe.experiment.report.html.NumberFormats.percent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.html.Svg.Point;
import org.gumshoe.experiment.report.html.Svg.Shape;
import org.gumshoe.experiment.report.plot.AxisScale;
import org.gumshoe.experiment.report.plot.Chart;
import org.gumshoe.experiment.report.plot.Chart.Key;
import org.gumshoe.experiment.results.ExperimentResults.Basin;
import org.gumshoe.experiment.results.ExperimentResults.Start;

/** Section 2: where the refinement ends from ever worse starts, and what its diagnosis says. */
public final class BasinSection {
    private static final double NEAR = .03;

    private BasinSection() {}

    public static HtmlWriter of(Basin basin) {
        List<Start> starts = ResultsLookup.all(basin == null ? null : basin.starts());
        if (starts.isEmpty()) {
            return HtmlWriter.section("basin", "2. Basin of attraction", element("p", Legend.NOT_RUN));
        }
        return HtmlWriter.section(
                "basin",
                "2. Basin of attraction",
                element("p", words(basin, starts)),
                HtmlWriter.figure(
                        scatter(starts),
                        "Passage AUC at the start and at the end of each refinement; above the dashed diagonal it gains. Hollow: reported as diverged, without labels."),
                HtmlWriter.figure(
                        byNoise(basin, starts),
                        "Mean passage AUC at the start and at the end by share of noise; faint dots are single runs (hollow: reported as diverged). Dashed: .03 below the mean end of the clean runs, and the radius of the basin."),
                table(starts));
    }

    private static String words(Basin basin, List<Start> starts) {
        DiagnosisOutcomes o = DiagnosisOutcomes.of(starts);
        String limits = ResultsLookup.all(basin.limits()).entrySet().stream()
                .map(e -> e.getKey() + " " + (e.getValue() == null ? NumberFormats.DASH : number(e.getValue())))
                .collect(Collectors.joining(", "));
        return ("How bad may the topic model's scores be for the refinement to recover the concept? It was started from scores of which a share is replaced by noise, from other topics, from random words in place of the seed words, and from clusters of the strong model's books. Noise also spoils the anchor; the other starts keep the concept's own anchor. "
                        + "The radius of the basin, the largest share of noise up to which every run ends within .03 of the clean run, is %s. "
                        + "Without labels, a refinement is reported as diverged when one of these figures is below its threshold: %s. "
                        + "A run fails when it ends more than %s below its own start or below %s. "
                        + "The diagnosis reported %d of %d failed runs (%s) and %d of %d good ones (%s).")
                .formatted(
                        percent(basin.radius()),
                        limits.isEmpty() ? NumberFormats.DASH : limits,
                        NumberFormats.decimals(DiagnosisOutcomes.LOSS, 2),
                        NumberFormats.decimals(DiagnosisOutcomes.LEAST_END, 1),
                        o.noticed(),
                        o.failed(),
                        percent(o.shareNoticed()),
                        o.flagged(),
                        o.good(),
                        percent(o.shareFlagged()));
    }

    private static HtmlWriter scatter(List<Start> starts) {
        Chart chart = new Chart(
                AxisScale.covering(6, starts.stream().mapToDouble(Start::startAuc)),
                AxisScale.covering(6, starts.stream().mapToDouble(Start::endAuc)));
        List<HtmlWriter> marks = starts.stream()
                .map(s -> Svg.group(
                        paint(s.kind(), s.noise()),
                        chart.mark(
                                shape(s.kind()),
                                s.startAuc(),
                                s.endAuc(),
                                s.diverged() ? "hollow" : "",
                                "%s, noise %s, seed %d: %s to %s%s"
                                        .formatted(
                                                s.kind(),
                                                percent(s.noise()),
                                                s.seed(),
                                                number(s.startAuc()),
                                                number(s.endAuc()),
                                                s.diverged() ? ", reported as diverged" : ""))))
                .toList();
        List<Key> keys = new ArrayList<>();
        starts.stream()
                .filter(s -> isNoise(s.kind()))
                .map(Start::noise)
                .distinct()
                .sorted()
                .limit(9)
                .forEach(n -> keys.add(new Key(paint("noise", n), Shape.CIRCLE, "", "noise " + percent(n))));
        starts.stream()
                .map(s -> String.valueOf(s.kind()))
                .filter(k -> !isNoise(k))
                .distinct()
                .forEach(k -> keys.add(new Key(paint(k, 0), shape(k), "", name(k))));
        keys.add(new Key(css("plain"), Shape.CIRCLE, "hollow", "reported as diverged"));
        return chart.image(
                "basin-scatter",
                "AUC of start and end",
                "A mark for each run by its AUC at the start and at the end; the table has means by noise.",
                chart.axes("passage AUC of the start", "passage AUC of the end"),
                chart.diagonal(),
                HtmlWriter.join(marks.stream()),
                Chart.legend(keys));
    }

    private static HtmlWriter byNoise(Basin basin, List<Start> all) {
        List<Start> starts = all.stream().filter(s -> isNoise(s.kind())).toList();
        Map<Double, List<Start>> levels =
                starts.stream().collect(Collectors.groupingBy(Start::noise, TreeMap::new, Collectors.toList()));
        Chart chart = new Chart(
                AxisScale.between(0, 1, 5),
                AxisScale.covering(6, starts.stream().flatMapToDouble(s -> DoubleStream.of(s.startAuc(), s.endAuc()))));
        List<HtmlWriter> dots = starts.stream()
                .map(s -> chart.mark(
                        Shape.CIRCLE,
                        s.noise(),
                        s.endAuc(),
                        s.diverged() ? "faint hollow" : "faint",
                        number(s.endAuc())))
                .toList();
        double clean = NumberFormats.mean(levels.getOrDefault(0.0, List.of()), Start::endAuc);
        return chart.image(
                "basin-noise",
                "Noise against AUC of start and end",
                "Two lines by share of noise from 0 to 1: the mean AUC at the start and at the end.",
                chart.axes("share of scores replaced by noise", "passage AUC"),
                chart.level(clean - NEAR),
                chart.upright(basin.radius()),
                Svg.group(Svg.colour(0), means(chart, levels, Start::startAuc, Shape.SQUARE)),
                Svg.group(
                        Svg.colour(2),
                        HtmlWriter.join(dots.stream()),
                        means(chart, levels, Start::endAuc, Shape.CIRCLE)),
                Chart.legend(List.of(
                        new Key(Svg.colour(2), Shape.CIRCLE, "", "mean end"),
                        new Key(Svg.colour(0), Shape.SQUARE, "", "mean start"),
                        new Key(Svg.colour(2), Shape.CIRCLE, "faint", "end of one run"),
                        new Key(Svg.colour(2), Shape.CIRCLE, "faint hollow", "reported as diverged"))));
    }

    private static HtmlWriter means(
            Chart chart, Map<Double, List<Start>> levels, ToDoubleFunction<Start> figure, Shape shape) {
        List<Point> points = levels.entrySet().stream()
                .map(e -> new Point(e.getKey(), NumberFormats.mean(e.getValue(), figure)))
                .toList();
        return HtmlWriter.join(
                chart.line(points, "line"),
                HtmlWriter.join(points.stream()
                        .map(p -> chart.mark(shape, p.x(), p.y(), "", "mean " + number(p.y())))));
    }

    private static HtmlWriter table(List<Start> starts) {
        Map<String, Map<Double, List<Start>>> groups = starts.stream()
                .collect(Collectors.groupingBy(
                        s -> String.valueOf(s.kind()),
                        TreeMap::new,
                        Collectors.groupingBy(Start::noise, TreeMap::new, Collectors.toList())));
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((kind, levels) -> levels.forEach((noise, group) -> rows.add(List.of(
                isNoise(kind) ? "noise " + percent(noise) : name(kind),
                String.valueOf(group.size()),
                meanAndLeast(group, Start::startAuc),
                meanAndLeast(group, Start::endAuc),
                meanAndLeast(group, Start::pointedAuc),
                meanAndLeast(group, Start::cosineToClean),
                meanAndLeast(group, Start::reliability),
                meanAndLeast(group, Start::correlation),
                meanAndLeast(group, Start::agreement),
                String.valueOf(group.stream().filter(Start::diverged).count())))));
        return HtmlWriter.table(
                "Runs by start: mean (minimum). End AUC: of the refined probe, by which a run has failed or not; with its pointer: of the score of a passage, which holds the passage's own topics and words, spoilt as they are. Cosine: standardised, of the final direction to that of the clean run. Reliability: correlation of the book scores of probes trained on disjoint halves of the books. Correlation: of the strong model's book scores with the topic model's. Agreement: correlation of the weak and the strong model's book scores.",
                List.of(
                        "start",
                        "runs",
                        "start AUC",
                        "end AUC",
                        "with its pointer",
                        "cosine",
                        "reliability",
                        "correlation",
                        "agreement",
                        "diverged"),
                rows);
    }

    private static boolean isNoise(String kind) {
        return "noise".equals(kind);
    }

    private static String name(String kind) {
        return switch (kind) {
            case "topic" -> "another topic";
            case "seeds" -> "random words";
            case "clusters" -> "clusters";
            default -> kind;
        };
    }

    private static HtmlWriter.Attribute paint(String kind, double noise) {
        return isNoise(kind) ? Svg.blend(Double.isFinite(noise) ? noise : 0) : Svg.colour(series(kind));
    }

    private static Shape shape(String kind) {
        return isNoise(kind) ? Shape.CIRCLE : Shape.values()[series(kind)];
    }

    /** Returns the index of a kind's colour and shape; noise has the circle. */
    private static int series(String kind) {
        return switch (kind) {
            case "topic" -> 1;
            case "seeds" -> 2;
            default -> 3;
        };
    }
}
