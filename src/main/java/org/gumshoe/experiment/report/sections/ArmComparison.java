// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.plot.DotPlot;
import org.gumshoe.experiment.report.plot.DotPlot.Panel;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.SteeringResults.Arm;

/** Comparison of the arms of steering on one kind of openings: a plot of scores and two tables. */
final class ArmComparison {
    private ArmComparison() {}

    /**
     * Returns a plot and two tables of the arms.
     *
     * @param openings the kind of openings, story or short
     * @param arms in the order in which they are shown
     */
    static HtmlWriter of(String openings, List<Arm> arms) {
        List<String> names = arms.stream().map(a -> String.valueOf(a.arm())).toList();
        DotPlot plot = new DotPlot(
                names,
                List.of(
                        panel("story", arms, Arm::story),
                        panel("detective", arms, Arm::detective),
                        panel("joint", arms, Arm::joint),
                        panel("content", arms, Arm::content)));
        HtmlWriter image = plot.image(
                "steering-"
                        + (SteeringSection.OPENINGS.contains(openings)
                                ? openings
                                : "other-" + Math.floorMod(openings.hashCode(), 10000)),
                "Steering on " + openings + " openings",
                "Four panels, story, detective, joint and content, with a dot and its interval for each arm; the table has the same figures.",
                i -> Svg.colour(colour(names.get(i))));
        return HtmlWriter.join(
                element("h3", "Openings: " + openings),
                HtmlWriter.figure(
                        image,
                        "Story, detective, joint and content by arm, %s openings, with 95 %% bootstrap intervals over openings. Dashed: unsteered."
                                .formatted(openings)),
                HtmlWriter.table(
                        "Texts by arm, %s openings, value [low, high]: 95 %% bootstrap intervals over openings."
                                .formatted(openings),
                        List.of("arm", "texts", "story", "detective", "masked", "joint", "content", "all three"),
                        arms.stream()
                                .map(a -> List.of(
                                        String.valueOf(a.arm()),
                                        String.valueOf(a.texts()),
                                        number(ResultsLookup.figure(a, "story", a.story())),
                                        number(ResultsLookup.figure(a, "detective", a.detective())),
                                        number(ResultsLookup.figure(a, "masked", a.masked())),
                                        number(ResultsLookup.figure(a, "joint", a.joint())),
                                        number(ResultsLookup.figure(a, "content", a.content())),
                                        number(ResultsLookup.figure(a, "allThree", a.allThree()))))
                                .toList(),
                        names.indexOf("best")),
                HtmlWriter.table(
                        "Fluency and strengths by arm, %s openings. Strength: in typical norms (root mean squared distance of an activation from the mean), by layer. Perplexity: by the unsteered model that wrote the text and by the other model, value [low, high]. Candidates: texts written for each one that is kept. Told apart: AUC with which a classifier tells the texts from real passages of the concept (.5: not at all). Distinct-2: different pairs of words over all pairs. Wrong way: share of openings whose texts score below the unsteered ones by the detective judge."
                                .formatted(openings),
                        List.of(
                                "arm",
                                "candidates",
                                "layers",
                                "strength",
                                "perplexity",
                                "by the other",
                                "told apart",
                                "distinct-2",
                                "wrong way"),
                        arms.stream()
                                .map(a -> List.of(
                                        String.valueOf(a.arm()),
                                        String.valueOf(a.candidates()),
                                        layers(ResultsLookup.all(a.layers())),
                                        strengths(a),
                                        perplexity(ResultsLookup.figure(a, "perplexity", a.perplexity())),
                                        perplexity(ResultsLookup.figure(a, "perplexityOther", a.perplexityOther())),
                                        number(ResultsLookup.figure(a, "toldApart", a.toldApart())),
                                        number(ResultsLookup.figure(a, "distinct2", a.distinct2())),
                                        number(a.wrongWay())))
                                .toList(),
                        names.indexOf("best")),
                fieldMeasures(openings, arms, names.indexOf("best")));
    }

    private static HtmlWriter fieldMeasures(String openings, List<Arm> arms, int marked) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("KL, median", "divergenceMedian");
        columns.put("KL, 95 %", "divergenceHigh");
        columns.put("concept", "ratedConcept");
        columns.put("fluency", "ratedFluency");
        columns.put("story", "ratedStory");
        columns.put("harmonic mean", "rated");
        columns.put("plot", "plot");
        columns.put("MAUVE", "mauve");
        List<String> head = new ArrayList<>(List.of("arm"));
        head.addAll(columns.keySet());
        return HtmlWriter.table(
                "Measures in the field's own terms, %s openings, value [low, high]. KL: divergence of the next-token distribution that proposes from the unsteered one, nats, median and 95 %% quantile over tokens. Concept, fluency and story: 0 to 2 on AxBench's scale, by the judges here, and the mean of each text's harmonic mean. Plot: share of texts without a repeated sentence, with persons that persist and an event. MAUVE: closeness to real passages of the concept, 1 at most; arms of as many texts compare."
                        .formatted(openings),
                head,
                arms.stream()
                        .map(a -> {
                            List<String> row = new ArrayList<>(List.of(String.valueOf(a.arm())));
                            columns.values().forEach(name -> row.add(number(ResultsLookup.figure(a, name))));
                            return row;
                        })
                        .toList(),
                marked);
    }

    private static Panel panel(String label, List<Arm> arms, ToDoubleFunction<Arm> measure) {
        List<Figure> figures = arms.stream()
                .map(a -> ResultsLookup.figure(a, label, measure.applyAsDouble(a)))
                .toList();
        return Panel.share(
                label,
                figures,
                arms.stream()
                        .filter(a -> "unsteered".equals(a.arm()))
                        .map(measure::applyAsDouble)
                        .toList());
    }

    private static int colour(String arm) {
        return switch (arm) {
            case "oracle" -> 3;
            case "translated", "refined" -> 2;
            case "best" -> 4;
            case "weak" -> 1;
            default -> 0;
        };
    }

    private static String perplexity(Figure figure) {
        String interval = Double.isFinite(figure.low()) && Double.isFinite(figure.high())
                ? " [" + NumberFormats.decimals(figure.low(), 1) + ", " + NumberFormats.decimals(figure.high(), 1) + "]"
                : "";
        return NumberFormats.decimals(figure.value(), 1) + interval;
    }

    /** Formats consecutive layers as a range. */
    private static String layers(List<Integer> layers) {
        int last = layers.size() - 1;
        boolean consecutive =
                last >= 2 && IntStream.rangeClosed(1, last).allMatch(i -> layers.get(i) == layers.get(0) + i);
        return consecutive ? layers.get(0) + NumberFormats.DASH + layers.get(last) : NumberFormats.list(layers);
    }

    /** Formats one strength when all layers have the same. */
    static String strengths(Arm arm) {
        List<Double> strengths = ResultsLookup.all(arm.strengths());
        return NumberFormats.list(strengths.stream().distinct().count() == 1 ? strengths.subList(0, 1) : strengths);
    }
}
