// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.results.LawsResults;

/** Section 8: four laws, the negative and the pairs of concepts, and the strawman. */
public final class LawsSection {
    private static final Map<String, String> CAPTIONS = Map.of(
            "strawman",
                    "What the topic model's filter keeps, and what the refined concept keeps. The axes of the plane are the difference of the true class means and the largest component orthogonal to it; an ellipse is 1.5 standard deviations wide.",
            "laws-precision",
                    "Passage AUC on books of unseen authors, mean of the reported concepts, with 95 % intervals over concepts and authors.",
            "laws-basin",
                    "Share of runs whose book scores correlate by .9 or more with those of the clean run, mean of the reported concepts, with 95 % intervals over concepts.",
            "laws-alarm",
                    "A run has failed when its passage AUC is more than .05 below that of the clean run of its concept. Reported concepts alone.",
            "laws-portability", "Spearman correlations over topics with 95 % bootstrap intervals.",
            "laws-maps",
                    "Means over fits with 95 % bootstrap intervals over fits; the judges are books of authors that no map was fitted on.");

    private LawsSection() {}

    public static HtmlWriter of(LawsResults laws) {
        if (laws == null) {
            return HtmlWriter.section("laws", "8. Laws", element("p", Legend.NOT_RUN));
        }
        List<HtmlWriter> parts = new ArrayList<>();
        LawsPlots.of(laws).forEach((name, plot) -> parts.add(HtmlWriter.figure(plot, CAPTIONS.get(name))));
        parts.add(pureNoise(laws.warranty()));
        parts.add(alarms(laws.warranty()));
        parts.add(topicStories(laws.portability()));
        parts.add(mapStories(laws.maps()));
        parts.add(negatives(laws.combinations()));
        parts.add(pairs(laws.combinations()));
        return HtmlWriter.section("laws", "8. Laws", parts.toArray(HtmlWriter[]::new));
    }

    private static HtmlWriter alarms(LawsResults.Warranty found) {
        return HtmlWriter.table(
                "Alarms on the reported concepts' runs; thresholds are those of the choosing concepts.",
                List.of("alarm", "failed runs", "good runs", "AUC", "threshold", "failed, noticed", "good, flagged"),
                found.alarms().entrySet().stream()
                        .map(e -> List.of(
                                e.getKey(),
                                Integer.toString(e.getValue().failed()),
                                Integer.toString(e.getValue().good()),
                                number(e.getValue().auc()),
                                number(e.getValue().threshold()),
                                number(e.getValue().noticed()),
                                number(e.getValue().flagged())))
                        .toList());
    }

    private static HtmlWriter pureNoise(LawsResults.Warranty found) {
        return HtmlWriter.table(
                "Where refinements of all books end from pointers of noise alone: shares of runs whose book scores"
                        + " correlate by .9 or more.",
                List.of("pointer", "runs", "own clean end", "another concept's", "the opposite", "as another's run"),
                found.nulls().entrySet().stream()
                        .map(e -> List.of(
                                e.getKey(),
                                Integer.toString(e.getValue().runs()),
                                number(e.getValue().home()),
                                number(e.getValue().elsewhere()),
                                number(e.getValue().opposite()),
                                number(e.getValue().together())))
                        .toList());
    }

    private static HtmlWriter topicStories(LawsResults.Portability found) {
        return HtmlWriter.table(
                "Causal shift of stories, mean over topics, in standard deviations over passages.",
                List.of("reader", "the topic's vector", "other topics' vectors", "random directions"),
                found.stories().entrySet().stream()
                        .map(e -> List.of(
                                e.getKey(),
                                number(e.getValue().own()),
                                number(e.getValue().others()),
                                number(e.getValue().random())))
                        .toList());
    }

    private static HtmlWriter mapStories(LawsResults.Maps found) {
        return HtmlWriter.table(
                "Stories through maps: shift in standard deviations over passages, and as a share of that by the strong"
                        + " model's own refined vector, with intervals over concepts.",
                List.of("vector through", "shift", "transfer"),
                found.stories().entrySet().stream()
                        .map(e -> List.of(
                                e.getKey(),
                                number(e.getValue().shift()),
                                number(e.getValue().transfer())))
                        .toList());
    }

    private static HtmlWriter negatives(LawsResults.Combinations found) {
        return HtmlWriter.table(
                "The opposite of each concept: passage AUC at books without the label.",
                List.of("concept", "score times \u22121", "refined from the opposite pointer"),
                found.negatives().stream()
                        .map(n -> List.of(n.concept(), number(n.turned()), number(n.refined())))
                        .toList());
    }

    private static HtmlWriter pairs(LawsResults.Combinations found) {
        return HtmlWriter.table(
                "Two concepts at once: passage AUC at books with both labels, and what each loses in the sum.",
                List.of("concepts", "books", "sum", "smaller score", "better one alone", "first loses", "second loses"),
                found.pairs().stream()
                        .map(p -> List.of(
                                p.one() + " and " + p.other(),
                                Integer.toString(p.books()),
                                number(p.sum()),
                                number(p.least()),
                                number(p.better()),
                                number(p.lostOne()),
                                number(p.lostOther())))
                        .toList());
    }
}
