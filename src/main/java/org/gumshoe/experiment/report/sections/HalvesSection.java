// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.decimals;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.plot.DotPlot;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.HalvesResults;
import org.gumshoe.experiment.results.HalvesResults.Arm;
import org.gumshoe.experiment.results.HalvesResults.Concept;
import org.gumshoe.experiment.results.HalvesResults.Use;

/** Section 7: every arm fitted on one half of the authors and scored on the other half. */
public final class HalvesSection {
    private HalvesSection() {}

    public static HtmlWriter of(HalvesResults found) {
        if (found == null) {
            return HtmlWriter.section("halves", "7. Halves of the authors", element("p", Legend.NOT_RUN));
        }
        List<Concept> concepts = ResultsLookup.all(found.concepts());
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(element("p", protocol(found)));
        parts.add(summary(concepts));
        for (int c = 0; c < concepts.size(); c++) {
            Concept concept = concepts.get(c);
            if (!ResultsLookup.all(concept.arms()).isEmpty()) {
                parts.add(element(
                        "h3",
                        HtmlWriter.orDash(concept.name()) + (concept.use() == Use.CHOOSE ? " (for choosing)" : "")));
                parts.add(element("p", description(concept)));
                parts.add(plot("halves-" + c, concept));
                parts.add(arms(concept));
            }
        }
        return HtmlWriter.section("halves", "7. Halves of the authors", parts.toArray(HtmlWriter[]::new));
    }

    private static String protocol(HalvesResults found) {
        return ("%d books by %d authors, %d passages. %d random halvings of the authors, the same for all concepts; each half has at least %d positive authors of each concept. The topic model%s, the stitch map, the refinement, every baseline and the ceiling are fitted on one half and scored on the other, both ways (%d fits); with its topics frozen, the topic model infers the shares of topics in the scored passages one by one. Layers are fixed: %s. A figure is the mean over fits of the metric on the scored half, with a 95 %% bootstrap interval over authors: an author who is drawn counts in all halvings at once. Fits are not repeated in the bootstrap. The ceiling is the best of ridge and logistic regressions of several strengths at every layer that was read of the strong model, chosen by inner folds of the fitted authors. Three controls: random-pointer is refined-strong from ten random words; shuffled-labels is refined-strong as it is, scored by labels that are permuted among the authors of each half; shuffled-ceiling is the ceiling, trained on these labels and scored by them. PGR: (arm \u2212 lda) / (ceiling \u2212 lda); it counts where that gap is at least %s on the metric.")
                .formatted(
                        found.books(),
                        found.authors(),
                        found.passages(),
                        found.halvings(),
                        found.positiveAuthors(),
                        found.guided() ? " (with the seed words in its prior)" : "",
                        found.fits(),
                        NumberFormats.list(ResultsLookup.all(found.layers()).entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .toList()),
                        decimals(HalvesResults.GAP, 2));
    }

    private static String description(Concept concept) {
        return "Positive: %s; %d books by %d authors; %d fits. Seed words: %s. Ceilings: %s."
                .formatted(
                        HtmlWriter.orDash(concept.rule()),
                        concept.books(),
                        concept.authors(),
                        concept.fits(),
                        NumberFormats.list(concept.seeds()),
                        ResultsLookup.all(concept.ceilings()).entrySet().stream()
                                .map(e -> e.getValue() + " \u00d7 " + e.getKey())
                                .collect(Collectors.joining("; ")));
    }

    private static HtmlWriter summary(List<Concept> concepts) {
        List<List<String>> rows = concepts.stream()
                .map(c -> List.of(
                        HtmlWriter.orDash(c.name()),
                        c.use() == Use.CHOOSE ? "choosing" : "reported",
                        auc(c, "lda"),
                        auc(c, "refined-weak"),
                        auc(c, "refined-strong"),
                        auc(c, "cluster-intersection"),
                        auc(c, "random-pointer"),
                        auc(c, "ceiling"),
                        c.hasGap(Arm::passageAuc) ? number(figure(c.pgrAuc(), "refined-strong")) : NumberFormats.DASH,
                        c.hasGap(Arm::passageAp) ? number(figure(c.pgrAp(), "refined-strong")) : NumberFormats.DASH))
                .toList();
        return HtmlWriter.table(
                "Passage AUC by concept, and the PGR of the refined strong model where the ceiling is far enough above the topic model.",
                List.of(
                        "concept",
                        "use",
                        "lda",
                        "refined-weak",
                        "refined-strong",
                        "cluster-intersection",
                        "random-pointer",
                        "ceiling",
                        "PGR (AUC)",
                        "PGR (AP)"),
                rows);
    }

    private static String auc(Concept concept, String arm) {
        Arm found = ResultsLookup.all(concept.arms()).get(arm);
        return found == null || found.passageAuc() == null
                ? NumberFormats.DASH
                : number(found.passageAuc().value());
    }

    private static Figure figure(Map<String, Figure> figures, String arm) {
        return ResultsLookup.all(figures).getOrDefault(arm, ResultsLookup.UNKNOWN);
    }

    private static HtmlWriter plot(String id, Concept concept) {
        List<String> arms = List.copyOf(concept.arms().keySet());
        List<Figure> auc =
                arms.stream().map(a -> concept.arms().get(a).passageAuc()).toList();
        List<Figure> ap =
                arms.stream().map(a -> concept.arms().get(a).passageAp()).toList();
        DotPlot plot = new DotPlot(
                arms,
                List.of(
                        DotPlot.Panel.covering("passage AUC", auc, List.of()),
                        DotPlot.Panel.covering("passage AP", ap, List.of())));
        return HtmlWriter.figure(
                plot.image(
                        id,
                        "Passage AUC and average precision by arm, " + HtmlWriter.orDash(concept.name()),
                        "A dot with its interval for each arm; the table has the same figures.",
                        i -> Svg.colour(WeakToStrongSection.colour(arms.get(i)))),
                "AUC and average precision of unseen authors' passages by arm.");
    }

    private static HtmlWriter arms(Concept concept) {
        List<String> arms = List.copyOf(concept.arms().keySet());
        List<List<String>> rows = arms.stream()
                .map(a -> {
                    Arm s = concept.arms().get(a);
                    return List.of(
                            a,
                            number(s.passageAuc()),
                            number(s.passageAp()),
                            number(s.bookAuc()),
                            range(ResultsLookup.all(s.byHalving())),
                            number(figure(concept.aucDifference(), a)),
                            number(figure(concept.apDifference(), a)),
                            number(figure(concept.pgrAuc(), a)),
                            number(figure(concept.pgrAp(), a)));
                })
                .toList();
        return HtmlWriter.table(
                "Scores by arm, value [low, high]. Range: passage AUC of the lowest and the highest halving. Differences are refined-strong minus the arm, paired.",
                List.of(
                        "arm",
                        "passage AUC",
                        "passage AP",
                        "book AUC",
                        "range",
                        "difference in AUC",
                        "difference in AP",
                        "PGR (AUC)",
                        "PGR (AP)"),
                rows,
                arms.indexOf("refined-strong"));
    }

    private static String range(List<Double> values) {
        return values.isEmpty()
                ? NumberFormats.DASH
                : number(Collections.min(values)) + " to " + number(Collections.max(values));
    }
}
