// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.report.plot.DotPlot;
import org.gumshoe.experiment.report.plot.DotPlot.Panel;
import org.gumshoe.experiment.results.ExperimentResults.ArmScores;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.ExperimentResults.WeakToStrong;

/** Section 1: how well each arm ranks the passages and books of unseen authors. */
public final class WeakToStrongSection {
    static final List<String> ORDER = List.of(
            "lda",
            "words-weak",
            "words-strong",
            "mean-difference",
            "ridge-once",
            "refined-weak",
            "translated",
            "topics-alone",
            "refined-strong",
            "cluster-intersection",
            "rejection",
            "ceiling");

    private WeakToStrongSection() {}

    public static HtmlWriter of(WeakToStrong found) {
        Map<String, ArmScores> scores = ResultsLookup.all(found == null ? null : found.arms());
        if (scores.isEmpty()) {
            return HtmlWriter.section("weak-to-strong", "1. Weak to strong", element("p", Legend.NOT_RUN));
        }
        List<String> arms =
                scores.keySet().stream().sorted(ResultsLookup.order(ORDER)).toList();
        DotPlot plot = new DotPlot(
                arms,
                List.of(
                        panel("passage AUC", arms, scores, ArmScores::passageAuc),
                        panel("passage AP", arms, scores, ArmScores::passageAp)));
        HtmlWriter image = plot.image(
                "weak-to-strong-plot",
                "Passage AUC and average precision by arm",
                "A dot with its interval for each arm, from the topic model to the ridge regression on true labels; the table has the same figures.",
                i -> Svg.colour(colour(arms.get(i))));
        return HtmlWriter.section(
                "weak-to-strong",
                "1. Weak to strong",
                element(
                        "p",
                        "Each passage is scored by a probe that saw no book of its author. The topic model (lda) and the self-training read all books, but no labels; labels are used for scoring, and only the ceiling, a ridge regression, is trained on them. Mean-difference: difference of the means by the topic model's scores. Ridge-once: one ridge regression to these scores. Words-weak and words-strong: what the models would call the passage, without any training. Refined: self-training, anchored in topics and words as in the stream; topics-alone: refined-strong without the words. Translated: the weak model's refined direction through the stitch map. Cluster-intersection: the cluster of the strong model's books that overlaps most with the topic model's. The performance gap recovered, (refined-strong \u2212 lda) / (ceiling \u2212 lda), is "
                                + number(found.pgrAuc()) + " on AUC and " + number(found.pgrAp())
                                + " on average precision. Above 1, self-training on all books ranks better than the ridge regression on the true labels."),
                HtmlWriter.figure(
                        image,
                        "AUC and average precision of passages by arm, with 95 % bootstrap intervals over books. Dashed: the topic model (lda) and the ridge regression on true labels (ceiling)."),
                table(arms, scores),
                element(
                        "p",
                        "From scratch: here the topic model and the self-training, too, never read the authors that are scored. The performance gap recovered is "
                                + number(found.pgrFromScratch()) + "."),
                table(arms, ResultsLookup.all(found.fromScratch())));
    }

    private static Panel panel(
            String label, List<String> arms, Map<String, ArmScores> scores, Function<ArmScores, Figure> measure) {
        return Panel.covering(
                label,
                arms.stream()
                        .map(a -> ResultsLookup.score(scores.get(a), measure))
                        .toList(),
                List.of(
                        ResultsLookup.score(scores.get("lda"), measure).value(),
                        ResultsLookup.score(scores.get("ceiling"), measure).value()));
    }

    static int colour(String arm) {
        return switch (arm) {
            case "refined-weak" -> 1;
            case "refined-strong", "translated" -> 2;
            case "ceiling" -> 3;
            default -> 0;
        };
    }

    private static HtmlWriter table(List<String> arms, Map<String, ArmScores> scores) {
        List<List<String>> rows = arms.stream()
                .map(a -> {
                    ArmScores s = scores.get(a);
                    return List.of(
                            a,
                            number(ResultsLookup.score(s, ArmScores::passageAuc)),
                            number(ResultsLookup.score(s, ArmScores::passageAp)),
                            number(ResultsLookup.score(s, ArmScores::bookAuc)),
                            number(ResultsLookup.score(s, ArmScores::bookAp)),
                            number(ResultsLookup.score(s, ArmScores::precisionAtPositives)));
                })
                .toList();
        return HtmlWriter.table(
                "Scores by arm, value [low, high]: 95 % bootstrap intervals over books. AP: average precision. Precision at positives: share of positives among as many of the highest scores as there are positives.",
                List.of("arm", "passage AUC", "passage AP", "book AUC", "book AP", "precision at positives"),
                rows,
                arms.indexOf("refined-strong"));
    }
}
