// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report;

import static org.gumshoe.experiment.report.Html.css;
import static org.gumshoe.experiment.report.Html.element;
import static org.gumshoe.experiment.report.Numbers.meanAndLeast;
import static org.gumshoe.experiment.report.Numbers.number;
import static org.gumshoe.experiment.report.Numbers.percent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.gumshoe.experiment.Results.Basin;
import org.gumshoe.experiment.Results.Start;
import org.gumshoe.experiment.report.Chart.Key;
import org.gumshoe.experiment.report.Svg.Point;
import org.gumshoe.experiment.report.Svg.Shape;

/** Section 2: where the refinement ends from starts that are ever worse, and what its diagnosis says. */
final class BasinSection {
    private static final double NEAR = .03;

    private BasinSection() {}

    static Html of(Basin basin) {
        List<Start> starts = Find.all(basin == null ? null : basin.starts());
        if (starts.isEmpty()) {
            return Html.section("basin", "2. Basin of attraction", element("p", HtmlReport.NOT_RUN));
        }
        return Html.section(
                "basin",
                "2. Basin of attraction",
                element("p", words(basin, starts)),
                Html.figure(
                        scatter(starts),
                        "Passage AUC of each start against the AUC that its refinement ends at; above the dashed diagonal the refinement gains. Hollow: reported as diverged, without labels."),
                Html.figure(
                        byNoise(basin, starts),
                        "Mean AUC of the start and of the end by the share of noise, with each run as a faint dot (hollow: reported as diverged). Dashed: .03 below the mean clean end, and the radius of the basin."),
                table(starts));
    }

    private static String words(Basin basin, List<Start> starts) {
        Outcomes o = Outcomes.of(starts);
        String limits = Find.all(basin.limits()).entrySet().stream()
                .map(e -> e.getKey() + " " + (e.getValue() == null ? Numbers.DASH : number(e.getValue())))
                .collect(Collectors.joining(", "));
        return ("The refinement starts from scores of which a share is replaced by noise, from other topics, from wrong seeds (random words), and from the strong model's clusters. Noise spoils the anchor as well; the other starts keep the concept's own anchor. "
                        + "The radius of the basin, the largest share of noise up to which every start ends within .03 of the clean end, is %s. "
                        + "A refinement is reported as diverged below these limits, none of which needs a label: %s. "
                        + "A start fails when it ends more than %s below itself or below %s. "
                        + "%d of %d failed starts were reported (%s), and %d of %d good ones (%s).")
                .formatted(
                        percent(basin.radius()),
                        limits.isEmpty() ? Numbers.DASH : limits,
                        Numbers.decimals(Outcomes.LOSS, 2),
                        Numbers.decimals(Outcomes.LEAST_END, 1),
                        o.noticed(),
                        o.failed(),
                        percent(o.shareNoticed()),
                        o.flagged(),
                        o.good(),
                        percent(o.shareFlagged()));
    }

    private static Html scatter(List<Start> starts) {
        Chart chart = new Chart(
                Scale.covering(6, starts.stream().mapToDouble(Start::startAuc)),
                Scale.covering(6, starts.stream().mapToDouble(Start::endAuc)));
        List<Html> marks = starts.stream()
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
                "A mark for each start of the refinement, by its AUC before and after; the table gives means by noise.",
                chart.axes("passage AUC of the start", "passage AUC of the end"),
                chart.diagonal(),
                Html.join(marks.stream()),
                Chart.legend(keys));
    }

    private static Html byNoise(Basin basin, List<Start> all) {
        List<Start> starts = all.stream().filter(s -> isNoise(s.kind())).toList();
        Map<Double, List<Start>> levels =
                starts.stream().collect(Collectors.groupingBy(Start::noise, TreeMap::new, Collectors.toList()));
        Chart chart = new Chart(
                Scale.between(0, 1, 5),
                Scale.covering(6, starts.stream().flatMapToDouble(s -> DoubleStream.of(s.startAuc(), s.endAuc()))));
        List<Html> dots = starts.stream()
                .map(s -> chart.mark(
                        Shape.CIRCLE,
                        s.noise(),
                        s.endAuc(),
                        s.diverged() ? "faint hollow" : "faint",
                        number(s.endAuc())))
                .toList();
        double clean = Numbers.mean(levels.getOrDefault(0.0, List.of()), Start::endAuc);
        return chart.image(
                "basin-noise",
                "Noise against AUC of start and end",
                "Two lines, the mean AUC of starts and of ends, over the share of noise from 0 to 1.",
                chart.axes("share of the start that is noise", "passage AUC"),
                chart.level(clean - NEAR),
                chart.upright(basin.radius()),
                Svg.group(Svg.colour(0), means(chart, levels, Start::startAuc, Shape.SQUARE)),
                Svg.group(Svg.colour(2), Html.join(dots.stream()), means(chart, levels, Start::endAuc, Shape.CIRCLE)),
                Chart.legend(List.of(
                        new Key(Svg.colour(2), Shape.CIRCLE, "", "mean end"),
                        new Key(Svg.colour(0), Shape.SQUARE, "", "mean start"),
                        new Key(Svg.colour(2), Shape.CIRCLE, "faint", "end of one run"),
                        new Key(Svg.colour(2), Shape.CIRCLE, "faint hollow", "reported as diverged"))));
    }

    private static Html means(
            Chart chart, Map<Double, List<Start>> levels, ToDoubleFunction<Start> figure, Shape shape) {
        List<Point> points = levels.entrySet().stream()
                .map(e -> new Point(e.getKey(), Numbers.mean(e.getValue(), figure)))
                .toList();
        return Html.join(
                chart.line(points, "line"),
                Html.join(points.stream().map(p -> chart.mark(shape, p.x(), p.y(), "", "mean " + number(p.y())))));
    }

    private static Html table(List<Start> starts) {
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
                meanAndLeast(group, Start::cosineToClean),
                meanAndLeast(group, Start::reliability),
                meanAndLeast(group, Start::correlation),
                meanAndLeast(group, Start::agreement),
                String.valueOf(group.stream().filter(Start::diverged).count())))));
        return Html.table(
                "Starts by kind and noise: mean (least). Cosine: standardised, to the direction from the clean start. Reliability: of the model's own book scores. Correlation: of book scores with the topic's. Agreement: of the weak with the strong model.",
                List.of(
                        "start",
                        "runs",
                        "start AUC",
                        "end AUC",
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
            case "seeds" -> "wrong seeds";
            case "clusters" -> "the strong model's clusters";
            default -> kind;
        };
    }

    private static Html.Attribute paint(String kind, double noise) {
        return isNoise(kind) ? Svg.blend(Double.isFinite(noise) ? noise : 0) : Svg.colour(place(kind));
    }

    private static Shape shape(String kind) {
        return isNoise(kind) ? Shape.CIRCLE : Shape.values()[place(kind)];
    }

    /** Of a kind's colour and shape; the circle is that of noise. */
    private static int place(String kind) {
        return switch (kind) {
            case "topic" -> 1;
            case "seeds" -> 2;
            default -> 3;
        };
    }
}
