// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.HalvesResults;
import org.gumshoe.experiment.results.HalvesResults.Arm;
import org.gumshoe.experiment.results.HalvesResults.Concept;
import org.gumshoe.experiment.results.HalvesResults.Use;

/** Table of the part on halves of the authors, for the console: a row for each concept. */
final class HalvesTable {
    private static final String ROW = "%-17s %-9s %6s %6s %6s %6s %6s %6s %6s  %-22s %-22s %-22s %s";
    private static final String STRONG = "refined-strong";

    private HalvesTable() {}

    /** Returns the lines; none when the part was not run. */
    static List<String> lines(HalvesResults results) {
        if (results == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Passage AUC on the half of the authors that nothing was fitted on; 95 % intervals over authors.");
        lines.add(ROW.formatted(
                "concept",
                "use",
                "LDA",
                "mean",
                "weak",
                "strong",
                "inter.",
                "null",
                "labels",
                "strong - LDA",
                "strong - intersection",
                "strong - labels",
                "PGR"));
        results.concepts().forEach(c -> lines.add(row(c)));
        for (Use use : Use.values()) {
            List<Concept> concepts =
                    results.concepts().stream().filter(c -> c.use() == use).toList();
            if (!concepts.isEmpty()) {
                lines.add("%s: PGR of the strong model, mean (least): %s; %s"
                        .formatted(
                                name(use),
                                recovered("AUC", concepts, Arm::passageAuc, Concept::pgrAuc),
                                recovered("AP", concepts, Arm::passageAp, Concept::pgrAp)));
            }
        }
        return lines;
    }

    private static String recovered(
            String metric,
            List<Concept> concepts,
            Function<Arm, Figure> score,
            Function<Concept, Map<String, Figure>> recovered) {
        List<Concept> counted = concepts.stream().filter(c -> c.hasGap(score)).toList();
        return "%s %s over %d of %d concepts"
                .formatted(
                        metric,
                        NumberFormats.meanAndLeast(
                                counted, c -> recovered.apply(c).get(STRONG).value()),
                        counted.size(),
                        concepts.size());
    }

    private static String name(Use use) {
        return use == Use.CHOOSE ? "choosing" : "reported";
    }

    private static String row(Concept c) {
        return ROW.formatted(
                c.name(),
                name(c.use()),
                auc(c, "lda"),
                auc(c, "mean-difference"),
                auc(c, "refined-weak"),
                auc(c, STRONG),
                auc(c, "cluster-intersection"),
                auc(c, "random-pointer"),
                auc(c, "ceiling"),
                NumberFormats.number(c.aucDifference().get("lda")),
                NumberFormats.number(c.aucDifference().get("cluster-intersection")),
                NumberFormats.number(c.aucDifference().get("ceiling")),
                c.hasGap(Arm::passageAuc) ? NumberFormats.number(c.pgrAuc().get(STRONG)) : NumberFormats.DASH);
    }

    private static String auc(Concept c, String arm) {
        Arm found = c.arms().get(arm);
        return found == null
                ? NumberFormats.DASH
                : NumberFormats.number(found.passageAuc().value());
    }
}
