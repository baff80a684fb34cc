// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.plot.AxisScale;
import org.gumshoe.experiment.report.plot.DotPlot;
import org.gumshoe.experiment.report.plot.LinePlot;
import org.gumshoe.experiment.report.plot.StrawmanPlot;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.experiment.results.StoryShift;

/** Plots of the laws by name: parts of the report, and files beside it. */
public final class LawsPlots {
    private static final Map<String, Integer> COLOURS =
            Map.of("lda", 1, "words-strong", 4, "topics-alone", 2, "refined-weak", 4, "refined-strong", 2, "labels", 3);

    private LawsPlots() {}

    /** Returns the plots of what was measured; none when the part was not run. */
    public static Map<String, HtmlWriter> of(LawsResults laws) {
        Map<String, HtmlWriter> plots = new LinkedHashMap<>();
        if (laws == null) {
            return plots;
        }
        plots.put("strawman", StrawmanPlot.image(laws.strawman()));
        plots.put("laws-precision", precision(laws.precision()));
        plots.put("laws-basin", basin(laws.warranty()));
        plots.put("laws-alarm", alarm(laws.warranty()));
        plots.put("laws-portability", portability(laws.portability()));
        plots.put("laws-maps", maps(laws.maps()));
        return plots;
    }

    private static HtmlWriter precision(LawsResults.Precision found) {
        List<LinePlot.Series> series = found.curves().stream()
                .filter(c -> c.concept().equals("mean"))
                .map(c -> new LinePlot.Series(
                        c.arm(),
                        COLOURS.getOrDefault(c.arm(), 0),
                        c.points().stream().map(p -> (double) p.books()).toList(),
                        c.points().stream().map(LawsResults.Point::auc).toList(),
                        true))
                .toList();
        return LinePlot.overCounts(series)
                .image(
                        "laws-precision",
                        "Precision against the number of unlabelled books",
                        "Mean passage AUC of the reported concepts on unseen authors by arm, with intervals.",
                        "unlabelled books that everything was fitted on",
                        "passage AUC, mean of the reported concepts");
    }

    private static HtmlWriter basin(LawsResults.Warranty found) {
        List<LinePlot.Series> series = new ArrayList<>();
        found.home()
                .forEach((n, byNoise) -> series.add(new LinePlot.Series(
                        n + " books, radius "
                                + NumberFormats.decimals(found.radius().get(n).value(), 2),
                        series.size() + 1,
                        List.copyOf(byNoise.keySet()),
                        List.copyOf(byNoise.values()),
                        true)));
        return LinePlot.overShares(series, AxisScale.between(0, 1, 5))
                .image(
                        "laws-basin",
                        "Share of runs that come home against noise, by number of books",
                        "The more books, the more noise a refinement recovers from, or not.",
                        "share of the passages whose pointer is replaced by a random one",
                        "share of runs that end where the clean one does");
    }

    private static HtmlWriter alarm(LawsResults.Warranty found) {
        List<LinePlot.Series> series = new ArrayList<>();
        found.alarms()
                .forEach((name, alarm) -> series.add(new LinePlot.Series(
                        name,
                        name.startsWith("null") ? 0 : series.size() + 1,
                        alarm.curve().stream().map(p -> p.get(0)).toList(),
                        alarm.curve().stream()
                                .map(p -> new Figure(p.get(1), Double.NaN, Double.NaN))
                                .toList(),
                        false)));
        return LinePlot.overShares(series, AxisScale.between(0, 1, 5))
                .image(
                        "laws-alarm",
                        "ROC of the alarms",
                        "Share of failed runs that each alarm notices against the share of good runs that it flags.",
                        "share of good runs that are flagged",
                        "share of failed runs that are noticed");
    }

    private static HtmlWriter portability(LawsResults.Portability found) {
        List<String> rows =
                found.ranks().stream().map(r -> r.one() + " / " + r.other()).toList();
        List<Figure> figures =
                found.ranks().stream().map(LawsResults.Rank::correlation).toList();
        double band = found.ranks().stream()
                .mapToDouble(LawsResults.Rank::nullBand)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        return new DotPlot(
                        rows,
                        List.of(new DotPlot.Panel(
                                "rank correlation over topics (dashed: 95 % of shuffled ones lie within)",
                                figures, AxisScale.between(-1, 1, 4), List.of(-band, 0., band))))
                .image(
                        "laws-portability",
                        "Errors as a natural latent against portability",
                        "Rank correlations with intervals; the last rows have shuffled topics.",
                        i -> Svg.colour(rows.get(i).contains("shuffled") ? 0 : 2));
    }

    private static HtmlWriter maps(LawsResults.Maps found) {
        Map<String, LawsResults.MapFigures> all = new LinkedHashMap<>(found.unpaired());
        found.stories().keySet().forEach(name -> all.putIfAbsent(name, null));
        all.putAll(found.chains());
        List<String> rows = List.copyOf(all.keySet());
        return new DotPlot(
                        rows,
                        List.of(
                                panel("R² by dimension", all, LawsResults.MapFigures::r2Dimension, 0.),
                                panel("AUC of translated probes", all, LawsResults.MapFigures::auc, .5),
                                panel(
                                        "transfer of stories",
                                        rowsOf(rows, found.stories()),
                                        StoryShift.Transfer::transfer,
                                        0.)))
                .image(
                        "laws-maps",
                        "Maps with and without shared books, and chains of maps",
                        "R², AUC on books of unseen authors, and transfer of stories, with intervals.",
                        i -> Svg.colour(
                                rows.get(i).startsWith("null") ? 0 : rows.get(i).startsWith("unpaired") ? 1 : 2));
    }

    private static <T> Map<String, T> rowsOf(List<String> rows, Map<String, T> found) {
        Map<String, T> all = new LinkedHashMap<>();
        rows.forEach(row -> all.put(row, found.get(row)));
        return all;
    }

    /** Returns a panel of the rows, null where there is none. */
    private static <T> DotPlot.Panel panel(
            String label, Map<String, T> rows, Function<T, Figure> figure, double reference) {
        List<Figure> figures = new ArrayList<>();
        rows.values().forEach(found -> figures.add(found == null ? null : figure.apply(found)));
        return DotPlot.Panel.covering(label, figures, List.of(reference));
    }
}
