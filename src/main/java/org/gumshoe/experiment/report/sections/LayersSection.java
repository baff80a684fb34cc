// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.css;
import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.plot.Chart;
import org.gumshoe.experiment.results.ExperimentResults.LayerPair;

/** Section 4: stitch maps between weak and strong layers, beside maps of shuffled pairs. */
public final class LayersSection {
    private record Measure(String title, ToDoubleFunction<LayerPair> figure, boolean fromZero) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure("R\u00B2 of the stitch map", LayerPair::r2, true),
            new Measure("R\u00B2, shuffled pairs", LayerPair::r2Shuffled, true),
            new Measure("cosine to the native vector", LayerPair::cosineToNative, true),
            new Measure("cosine, shuffled pairs", LayerPair::cosineShuffled, true),
            new Measure("refined AUC, weak layer", LayerPair::refinedWeakAuc, false),
            new Measure("refined AUC, strong layer", LayerPair::refinedStrongAuc, false));
    private static final double LEFT = 56;
    private static final double GAP = 40;
    private static final double ROW = 28;

    private LayersSection() {}

    public static HtmlWriter of(List<LayerPair> layers) {
        List<LayerPair> pairs = ResultsLookup.all(layers);
        if (pairs.isEmpty()) {
            return HtmlWriter.section("layers", "4. Layers", element("p", Legend.NOT_RUN));
        }
        return HtmlWriter.section(
                "layers",
                "4. Layers",
                element(
                        "p",
                        "A stitch map predicts the strong model's activation of a passage from the weak model's. There is one for each pair of a weak and a strong layer (layer k is the residual stream after k blocks), fitted on some authors and judged on the others. "
                                + chosen(pairs)),
                HtmlWriter.figure(
                        image(pairs),
                        "R\u00B2 of the stitch map, and standardised cosine of the translated vector to the strong model's own, each beside the same figure for a map fitted on shuffled pairs, on books that the map was not fitted on. Below: passage AUC of the concept refined at either layer. A stronger colour means more (R\u00B2 and cosine from 0 to 1, AUC over its own range). Outlined: the chosen pair."),
                table(pairs));
    }

    private static String chosen(List<LayerPair> pairs) {
        return pairs.stream()
                .filter(LayerPair::chosen)
                .findFirst()
                .map(p ->
                        "A rule without labels chose weak layer %d and strong layer %d, which have the largest product of R\u00B2 and the reliabilities at both ends: R\u00B2 %s (shuffled %s), cosine %s (shuffled %s)."
                                .formatted(
                                        p.weak(),
                                        p.strong(),
                                        number(p.r2()),
                                        number(p.r2Shuffled()),
                                        number(p.cosineToNative()),
                                        number(p.cosineShuffled())))
                .orElse("No pair is marked as chosen.");
    }

    private static HtmlWriter image(List<LayerPair> pairs) {
        List<Integer> weak =
                pairs.stream().map(LayerPair::weak).distinct().sorted().toList();
        List<Integer> strong =
                pairs.stream().map(LayerPair::strong).distinct().sorted().toList();
        double width = (Chart.WIDTH - 2 * LEFT - GAP) / 2;
        double height = 66 + ROW * weak.size();
        List<HtmlWriter> parts = new ArrayList<>();
        for (int m = 0; m < MEASURES.size(); m++) {
            double left = LEFT + m % 2 * (width + GAP + LEFT);
            parts.add(heatMap(MEASURES.get(m), pairs, weak, strong, left, 24 + m / 2 * height, width));
        }
        return Svg.image(
                "layers-plot",
                Chart.WIDTH,
                3 * height + 6,
                "Layers of the weak by layers of the strong model",
                "Six heat maps with a number in each cell; the table gives the same figures.",
                parts.toArray(HtmlWriter[]::new));
    }

    private static HtmlWriter heatMap(
            Measure measure,
            List<LayerPair> pairs,
            List<Integer> weak,
            List<Integer> strong,
            double left,
            double top,
            double width) {
        double column = width / strong.size();
        double low = measure.fromZero()
                ? 0
                : pairs.stream()
                        .mapToDouble(measure.figure())
                        .filter(Double::isFinite)
                        .min()
                        .orElse(0);
        double high = measure.fromZero()
                ? 1
                : pairs.stream()
                        .mapToDouble(measure.figure())
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1);
        double bottom = top + ROW * weak.size();
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(Svg.text(left + width / 2, top - 8, "middle", "label", measure.title()));
        for (int i = 0; i < weak.size(); i++) {
            parts.add(Svg.text(left - 8, top + ROW * (i + .5) + 4, "end", "tick", String.valueOf(weak.get(i))));
        }
        for (int j = 0; j < strong.size(); j++) {
            parts.add(Svg.text(left + column * (j + .5), bottom + 14, "middle", "tick", String.valueOf(strong.get(j))));
        }
        parts.add(Svg.text(left + width / 2, bottom + 29, "middle", "tick", "strong layer"));
        parts.add(Svg.upwards(left - 34, (top + bottom) / 2, "tick", "weak layer"));
        // the outlined cell last, so that its neighbours do not cover it
        pairs.stream().sorted(Comparator.comparing(LayerPair::chosen)).forEach(p -> {
            double x = left + column * strong.indexOf(p.strong());
            double y = top + ROW * weak.indexOf(p.weak());
            double value = measure.figure().applyAsDouble(p);
            double share = high > low ? (value - low) / (high - low) : 1;
            parts.add(Svg.rect(x + 1, y + 1, column - 2, ROW - 2, heat(share)));
            parts.add(Svg.text(
                    x + column / 2,
                    y + ROW / 2 + 4,
                    "middle",
                    "tick cell",
                    NumberFormats.decimals(value, column < 36 ? 1 : 2)));
            if (p.chosen()) {
                parts.add(Svg.rect(x + 1, y + 1, column - 2, ROW - 2, css("chosen")));
            }
        });
        return HtmlWriter.join(parts.stream());
    }

    private static HtmlWriter.Attribute heat(double share) {
        double depth = Double.isFinite(share) ? 65 * Math.clamp(share, 0, 1) : 0;
        return HtmlWriter.attribute(
                "style", "fill:color-mix(in oklab,var(--heat) " + Svg.number(depth) + "%,var(--panel))");
    }

    private static HtmlWriter table(List<LayerPair> pairs) {
        List<LayerPair> sorted = pairs.stream()
                .sorted(Comparator.comparing(LayerPair::weak).thenComparing(LayerPair::strong))
                .toList();
        List<List<String>> rows = sorted.stream()
                .map(p -> Stream.concat(
                                Stream.of(p.weak() + " \u2192 " + p.strong() + (p.chosen() ? " (chosen)" : "")),
                                Stream.of(
                                                p.r2(),
                                                p.r2Shuffled(),
                                                p.cosineToNative(),
                                                p.cosineShuffled(),
                                                p.refinedWeakAuc(),
                                                p.refinedStrongAuc(),
                                                p.reliabilityWeak(),
                                                p.reliabilityStrong())
                                        .map(v -> number((double) v)))
                        .toList())
                .toList();
        int marked = sorted.indexOf(
                sorted.stream().filter(LayerPair::chosen).findFirst().orElse(null));
        return HtmlWriter.table(
                "Pairs of layers, weak \u2192 strong. The choice uses no labels.",
                List.of(
                        "layers",
                        "R\u00B2",
                        "R\u00B2 shuffled",
                        "cosine",
                        "cosine shuffled",
                        "AUC weak",
                        "AUC strong",
                        "reliability weak",
                        "reliability strong"),
                rows,
                marked);
    }
}
