// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.css;
import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.HtmlWriter.text;
import static org.gumshoe.experiment.report.html.NumberFormats.number;
import static org.gumshoe.experiment.report.html.NumberFormats.percent;
import static org.gumshoe.experiment.report.sections.ResultsLookup.arm;
import static org.gumshoe.experiment.report.sections.ResultsLookup.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.ExperimentResults.ArmScores;
import org.gumshoe.experiment.results.ExperimentResults.Setting;
import org.gumshoe.experiment.results.ExperimentResults.Start;

/** Front matter of the report: title, abstract, targets, and the setting of the experiment. */
public final class FrontMatter {
    private FrontMatter() {}

    static String concept(ExperimentResults results) {
        return results.setting() == null || results.setting().concept() == null
                ? "the concept"
                : "\u201C" + results.setting().concept() + "\u201D";
    }

    public static String title(ExperimentResults results) {
        return "Weak-to-strong refinement of " + concept(results);
    }

    public static HtmlWriter of(ExperimentResults results) {
        boolean quick = results.setting() != null && results.setting().quick();
        return HtmlWriter.join(
                element("h1", title(results)),
                element(
                        "p",
                        css("byline"),
                        text("Report of the Gumshoe experiment"
                                + (quick ? ", quick run (fewer repetitions, wider intervals)" : ""))),
                element("div", css("abstract"), element("h2", "Abstract. "), element("p", summary(results))),
                targets(results),
                setting(results));
    }

    static String summary(ExperimentResults results) {
        List<String> sentences = new ArrayList<>();
        Setting setting = results.setting();
        if (setting != null) {
            sentences.add(
                    "A topic model gives noisy scores for %4$s to passages of %2$d books by %3$d authors; from these scores alone, without labels, a weak and then a strong language model learn to recognise the concept in %1$d passages."
                            .formatted(setting.passages(), setting.books(), setting.authors(), concept(results)));
        }
        if (results.weakToStrong() != null) {
            sentences.add(
                    "Scored by probes that saw no book of the author, the refined strong model ranks passages with AUC %s (%s); the topic model reaches %s and a ridge regression on true labels %s. The performance gap recovered is %s (%s)."
                            .formatted(
                                    number(score(results, "refined-strong", ArmScores::passageAuc)),
                                    AcceptanceTarget.refined(results).remark(),
                                    number(score(results, "lda", ArmScores::passageAuc)),
                                    number(score(results, "ceiling", ArmScores::passageAuc)),
                                    number(results.weakToStrong().pgrAuc()),
                                    AcceptanceTarget.pgr(results).remark()));
        }
        if (results.basin() != null && Double.isFinite(results.basin().radius())) {
            DiagnosisOutcomes outcomes =
                    DiagnosisOutcomes.of(ResultsLookup.all(results.basin().starts()));
            sentences.add(
                    "With up to %1$s of the scores replaced by noise, every run ends within .03 of the clean run (%2$s). The diagnosis, which uses no labels, reported %4$d of %3$d failed runs and %6$d of %5$d good ones as diverged."
                            .formatted(
                                    percent(results.basin().radius()),
                                    AcceptanceTarget.radius(results).remark(),
                                    outcomes.failed(),
                                    outcomes.noticed(),
                                    outcomes.good(),
                                    outcomes.flagged()));
        }
        RareDraws rare = RareDraws.of(ResultsLookup.all(results.data()));
        if (!rare.draws().isEmpty()) {
            sentences.add(
                    "With only %d positive books among %d, the draws that were not reported as diverged (%d of %d) gain %s AUC over their topic model on average."
                            .formatted(
                                    rare.draws().getFirst().positives(),
                                    rare.draws().getFirst().books(),
                                    rare.kept().size(),
                                    rare.draws().size(),
                                    number(rare.meanGain())));
        }
        if (results.steering() != null) {
            sentences.add(
                    "In steered stories, the translated vector has %s of the effect of a vector from true labels, by an independent judge (%s). The share of texts that count both as stories and as %s is %s with the default control and %s without steering (difference %s, %s)."
                            .formatted(
                                    number(results.steering().transfer()),
                                    AcceptanceTarget.transfer(results).remark(),
                                    concept(results),
                                    number(arm(results, "best", "story").joint()),
                                    number(arm(results, "unsteered", "story").joint()),
                                    number(AcceptanceTarget.joint(results).measured()),
                                    AcceptanceTarget.joint(results).remark()));
        }
        return sentences.isEmpty() ? "No part of the experiment was run." : String.join(" ", sentences);
    }

    private static HtmlWriter targets(ExperimentResults results) {
        List<List<String>> rows = AcceptanceTarget.of(results).stream()
                .map(t -> List.of(t.claim(), number(t.measured()), t.wanted(), t.verdict()))
                .toList();
        return HtmlWriter.table(
                "Targets and measurements. The targets were set for the project's own corpus of novels; on other books they only serve for orientation.",
                List.of("figure", "measured", "target", "verdict"),
                rows);
    }

    private static HtmlWriter setting(ExperimentResults results) {
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(element("p", "Command:"));
        parts.add(element("pre", element("code", results.command())));
        Setting setting = results.setting();
        if (setting != null) {
            parts.add(facts(
                    "Data and seed words.",
                    List.of(
                            List.of("concept", HtmlWriter.orDash(setting.concept())),
                            List.of("positive when", HtmlWriter.orDash(setting.label())),
                            List.of(
                                    "books",
                                    "%d by %d authors; %d positive, %d borderline (not scored)"
                                            .formatted(
                                                    setting.books(),
                                                    setting.authors(),
                                                    setting.positives(),
                                                    setting.unlabelled())),
                            List.of("passages", String.valueOf(setting.passages())),
                            List.of("seed words", NumberFormats.list(setting.seeds())),
                            List.of("random seeds of the basin runs", randomSeeds(results)),
                            List.of(
                                    "use of the seed words",
                                    setting.guided()
                                            ? "in the prior of the topic model, and to find the topic"
                                            : "to find the topic"),
                            List.of("topic words", NumberFormats.list(setting.topicWords())),
                            List.of("why this topic", HtmlWriter.orDash(setting.topicExplanation())),
                            List.of(
                                    "layers",
                                    NumberFormats.list(ResultsLookup.all(setting.layers()).entrySet().stream()
                                            .map(e -> e.getKey() + " " + e.getValue())
                                            .toList())))));
        }
        Map<String, String> versions = ResultsLookup.all(results.versions());
        if (!versions.isEmpty()) {
            parts.add(facts(
                    "Versions.",
                    versions.entrySet().stream()
                            .map(e -> List.of(e.getKey(), HtmlWriter.orDash(e.getValue())))
                            .toList()));
        }
        Map<String, Double> seconds = ResultsLookup.all(results.seconds());
        if (!seconds.isEmpty()) {
            parts.add(HtmlWriter.table(
                    "Wall time by stage.",
                    List.of("stage", "time"),
                    seconds.entrySet().stream()
                            .map(e -> List.of(
                                    e.getKey(),
                                    e.getValue() == null ? NumberFormats.DASH : NumberFormats.duration(e.getValue())))
                            .toList()));
        }
        return HtmlWriter.section("setting", "How the figures were made", parts.toArray(HtmlWriter[]::new));
    }

    private static String randomSeeds(ExperimentResults results) {
        return NumberFormats.list(ResultsLookup.all(
                        results.basin() == null ? null : results.basin().starts())
                .stream()
                .map(Start::seed)
                .distinct()
                .sorted()
                .toList());
    }

    private static HtmlWriter facts(String caption, List<List<String>> rows) {
        return element("div", css("facts"), HtmlWriter.table(caption, List.of("item", "value"), rows));
    }
}
