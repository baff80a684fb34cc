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
            "mean-difference",
            "ridge-once",
            "refined-weak",
            "translated",
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
                "A dot with its interval for each arm, from the topic model to the ridge on true labels; the table gives the same figures.",
                i -> Svg.colour(colour(arms.get(i))));
        return HtmlWriter.section(
                "weak-to-strong",
                "1. Weak to strong",
                element(
                        "p",
                        "Each passage is scored by a model that saw no book of its author; the topic model and the self-training read all books, without their labels. Labels score; of these arms only the ceiling, a ridge on the true labels, is trained on them. Mean-difference is the difference of means by the topic's own scores, ridge-once one ridge on these scores, refined the self-training from them, translated the weak model's refined direction through the stitch map, cluster-intersection the clusters of the strong model's books that the topic's books fall into. The performance gap recovered, (refined-strong \u2212 lda) / (ceiling \u2212 lda), is "
                                + number(found.pgrAuc()) + " on AUC and " + number(found.pgrAp())
                                + " on average precision; above 1, self-training on all books beats a ridge on few true labels."),
                HtmlWriter.figure(
                        image,
                        "AUC and average precision of passages by arm, with 95 % bootstrap intervals over books. Dashed: the topic alone (lda) and the ridge on true labels (ceiling)."),
                table(arms, scores),
                element(
                        "p",
                        "From scratch, where the topic model and the self-training too read other authors alone, the performance gap recovered is "
                                + number(found.pgrFromScratch()) + ":"),
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

    private static int colour(String arm) {
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
                "Scores by arm, value [low, high]: 95 % bootstrap intervals over books. AP is average precision; the last column is the precision among as many passages as are positive.",
                List.of("arm", "passage AUC", "passage AP", "book AUC", "book AP", "precision at positives"),
                rows,
                arms.indexOf("refined-strong"));
    }
}
