// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.HalvesResults;
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
            List<Concept> counted = results.concepts().stream()
                    .filter(c -> c.use() == use && c.hasGap())
                    .toList();
            if (!counted.isEmpty()) {
                lines.add("%s: PGR of the strong model over %d concepts: AUC %s, AP %s (mean, least)"
                        .formatted(
                                name(use),
                                counted.size(),
                                NumberFormats.meanAndLeast(counted, recovered(Concept::pgrAuc)),
                                NumberFormats.meanAndLeast(counted, recovered(Concept::pgrAp))));
            }
        }
        return lines;
    }

    private static ToDoubleFunction<Concept> recovered(Function<Concept, Map<String, Figure>> of) {
        return c -> of.apply(c).get(STRONG).value();
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
                c.hasGap() ? NumberFormats.number(c.pgrAuc().get(STRONG)) : NumberFormats.DASH);
    }

    private static String auc(Concept c, String arm) {
        HalvesResults.Arm found = c.arms().get(arm);
        return found == null
                ? NumberFormats.DASH
                : NumberFormats.number(found.passageAuc().value());
    }
}
