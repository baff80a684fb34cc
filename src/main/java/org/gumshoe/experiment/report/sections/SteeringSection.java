// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.css;
import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.HtmlWriter.text;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.ExperimentResults.JudgeQuality;
import org.gumshoe.experiment.results.SteeringResults;
import org.gumshoe.experiment.results.SteeringResults.Arm;
import org.gumshoe.experiment.results.SteeringResults.Sample;

/**
 * Section 5: texts that the model writes under each arm, with the scores of judges that share
 * nothing with the pipeline.
 */
public final class SteeringSection {
    /** Arms in the order in which they are shown. */
    private static final List<String> ORDER = List.of(
            "real",
            "real-plain",
            "unsteered",
            "prompt",
            "best",
            "chosen-lda",
            "chosen-random",
            "chosen-unsteered",
            "chosen-prompt",
            "random",
            "shuffled",
            "oracle",
            "translated",
            "refined",
            "mixture",
            "solved",
            "best-solved",
            "rejection",
            "weak-unsteered",
            "weak");

    /** Kinds of openings in the order in which they are shown. */
    static final List<String> OPENINGS = List.of("story", "short");

    private SteeringSection() {}

    public static HtmlWriter of(ExperimentResults results) {
        SteeringResults steering = results.steering();
        JudgeQuality judges = results.judges();
        if (steering == null) {
            return HtmlWriter.section(
                    "steering", "5. Steering", element("p", Legend.NOT_RUN), element("p", words(judges)));
        }
        List<Arm> arms = ResultsLookup.all(steering.arms());
        List<HtmlWriter> parts = new ArrayList<>();
        parts.add(element(
                "p",
                "Texts are judged by three measures that share nothing with the pipeline. Story: mean probability that a text is a story. Detective: mean probability that it is a story of the concept, among fiction. Content: share of texts with words of the concept's content (of detection or crime), none of which the pipeline sees. Joint is the share of texts to which both judges give more than one half; all three is the share of texts that are joint and have content. "
                        + words(judges)));
        parts.add(element(
                "p",
                "Transfer compares the translated vector with one from true labels: (translated \u2212 unsteered) / (oracle \u2212 unsteered) by the detective judge on story openings. It is "
                        + number(steering.transfer()) + ". " + rejection(AcceptanceTarget.rejection(results))));
        parts.add(element("p", Legend.ARMS));
        parts.add(element("p", Legend.MIXTURE));
        arms.stream()
                .map(a -> String.valueOf(a.openings()))
                .distinct()
                .sorted(ResultsLookup.order(OPENINGS))
                .forEach(o -> parts.add(ArmComparison.of(
                        o,
                        arms.stream()
                                .filter(a -> o.equals(String.valueOf(a.openings())))
                                .sorted((a, b) -> ResultsLookup.order(ORDER)
                                        .compare(String.valueOf(a.arm()), String.valueOf(b.arm())))
                                .toList())));
        parts.add(mixture(ResultsLookup.all(steering.mixture())));
        parts.add(samples(ResultsLookup.all(steering.samples()), steering.words()));
        return HtmlWriter.section("steering", "5. Steering", parts.toArray(HtmlWriter[]::new));
    }

    private static String words(JudgeQuality judges) {
        return judges == null
                ? "The judges were not measured."
                : "On texts of 150 words by authors that they were not trained on, the judge of stories has an AUC of %s (%d texts) and the judge of the concept among fiction an AUC of %s (%d texts). The masked judge of the concept, which uses words alone and does not see the seed words and the topic's words, has %s."
                        .formatted(
                                number(judges.storyAuc()),
                                judges.storyTexts(),
                                number(judges.detectiveAuc()),
                                judges.detectiveTexts(),
                                number(judges.maskedAuc()));
    }

    private static String rejection(AcceptanceTarget target) {
        return Double.isNaN(target.measured())
                ? "The refined vector was not compared with rejection sampling by the topic model's score."
                : "By the joint share on story openings, the refined vector %s rejection sampling by the topic model's score (difference %s; rejection sampling has only one text for each opening, so its interval is wide)."
                        .formatted(
                                "met".equals(target.verdict()) ? "beats" : "does not beat", number(target.measured()));
    }

    private static HtmlWriter mixture(Map<String, Double> weights) {
        return weights.isEmpty()
                ? HtmlWriter.NOTHING
                : HtmlWriter.table(
                        "Weights of the mixture by direction, in typical norms.",
                        List.of("direction", "weight"),
                        weights.entrySet().stream()
                                .map(e -> List.of(
                                        e.getKey(),
                                        e.getValue() == null ? NumberFormats.DASH : number((double) e.getValue())))
                                .toList());
    }

    private static HtmlWriter samples(List<Sample> samples, String words) {
        if (samples.isEmpty() && (words == null || words.isBlank())) {
            return HtmlWriter.NOTHING;
        }
        return HtmlWriter.join(
                element("h3", "What the texts are like"),
                words == null || words.isBlank() ? HtmlWriter.NOTHING : HtmlWriter.paragraphs(words),
                samples.isEmpty()
                        ? HtmlWriter.NOTHING
                        : element("p", "Texts drawn at random, not selected. The opening is grey."),
                HtmlWriter.join(samples.stream().map(SteeringSection::quote)));
    }

    private static HtmlWriter quote(Sample sample) {
        String opening = sample.opening() == null ? "" : sample.opening();
        String all = sample.text() == null ? "" : sample.text();
        String text = all.startsWith(opening) ? all.substring(opening.length()) : all;
        String gap = opening.isEmpty() || text.isEmpty() || text.startsWith(" ") || text.startsWith("\n") ? "" : " ";
        return element(
                "blockquote",
                element("p", element("span", css("opening"), text(opening)), text(gap + text)),
                element(
                        "footer",
                        "%s, %s opening: story %s, detective %s, %s"
                                .formatted(
                                        HtmlWriter.orDash(sample.arm()),
                                        HtmlWriter.orDash(sample.openings()),
                                        NumberFormats.decimals(sample.story(), 2),
                                        NumberFormats.decimals(sample.detective(), 2),
                                        sample.content() ? "with content" : "without content")));
    }
}
