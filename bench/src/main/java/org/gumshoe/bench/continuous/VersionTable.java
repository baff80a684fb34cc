// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;

/**
 * Table of the versions of the strong model's vectors, with the gain of each over the version
 * before.
 *
 * @param startedAt when the run started, in milliseconds since the epoch
 * @param versions in the order in which they were published
 * @param aucs passage AUCs of refined versions, by the evaluation service
 */
record VersionTable(
        long startedAt,
        List<SteeringVector> versions,
        List<RefinementMetric> aucs,
        PairedScores pairedScores,
        StoryLog stories) {
    /** Returns the table and, below it, which versions were worse than the one before. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        appendVersions(text);
        appendWorse(text);
        return text.toString();
    }

    private void appendVersions(StringBuilder text) {
        text.append("\n| after, s | vector | version | passages | books | cosine to the one before | AUC of "
                + "passages (interval)"
                + " | gain on the same passages (interval) | diagnosis without labels | perplexity of its stories | "
                + "because of |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        long previous = 0;
        for (SteeringVector vector : versions) {
            boolean refined = vector.getKind().startsWith(VectorKind.REFINED.wireName());
            text.append(String.format(
                    Locale.ROOT,
                    "| %.0f | %s | %d | %d | %d | %s | %s | %s | %s | %s | %s |%n",
                    (vector.getPublishedAt() - startedAt) / 1000.,
                    vector.getKind(),
                    vector.getVersion(),
                    vector.getPassages(),
                    vector.getBooks(),
                    format("%.3f", vector.getCosineToPrevious()),
                    auc(vector)
                            .map(m -> String.format(
                                    Locale.ROOT, "%.3f (%.3f to %.3f)", m.getValue(), m.getLow(), m.getHigh()))
                            .orElse(""),
                    refined ? gain(previous, vector.getVersion()) : "",
                    refined ? diagnosis(vector) : "",
                    vector.getKind().equals(VectorKind.REFINED.wireName())
                            ? format("%.1f", stories.perplexity("v" + vector.getVersion() + "|"))
                            : "",
                    causes(vector)));
            previous = refined ? vector.getVersion() : previous;
        }
    }

    /** Formats a figure; returns an empty string where there is none. */
    static String format(String format, Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }

    private Optional<RefinementMetric> auc(SteeringVector vector) {
        return vector.getKind().startsWith(VectorKind.REFINED.wireName())
                ? aucs.stream()
                        .filter(m -> m.getVersion() == vector.getVersion() && m.getLow() != null)
                        .reduce((one, later) -> later)
                : Optional.empty();
    }

    private static String causes(SteeringVector vector) {
        Map<String, List<String>> byKind = new LinkedHashMap<>();
        for (Cause cause : vector.getCauses()) {
            byKind.computeIfAbsent(cause.getKind(), k -> new ArrayList<>()).add(cause.getName());
        }
        return byKind.entrySet().stream()
                .map(e -> e.getKey() + " "
                        + (e.getValue().size() > 2 ? "(" + e.getValue().size() + ")" : String.join(", ", e.getValue())))
                .collect(Collectors.joining("; "));
    }

    private String gain(long previous, long version) {
        return pairedScores
                .gain(previous, version)
                .map(gain ->
                        String.format(Locale.ROOT, "%+.3f (%+.3f to %+.3f)", gain.value(), gain.low(), gain.high()))
                .orElse("");
    }

    /**
     * Returns reliability, correlation with the topic model and agreement of both models, and
     * whether the vector has diverged.
     */
    private static String diagnosis(SteeringVector vector) {
        return List.of("reliability", "correlation", "agreement").stream()
                        .map(name -> vector.getDiagnosis().get(name))
                        .map(value -> value == null ? "none" : String.format(Locale.ROOT, "%.2f", value))
                        .collect(Collectors.joining(", "))
                + (vector.getDiverged() ? " diverged" : "");
    }

    /**
     * Reports the versions that are worse than the version before: on the passages that both have
     * scored, the interval of the gain lies below zero.
     */
    private void appendWorse(StringBuilder text) {
        List<Long> refined = versions.stream()
                .filter(vector -> vector.getKind().startsWith(VectorKind.REFINED.wireName()))
                .map(SteeringVector::getVersion)
                .toList();
        List<String> worse = new ArrayList<>();
        int compared = 0;
        for (int i = 1; i < refined.size(); i++) {
            var gain = pairedScores.gain(refined.get(i - 1), refined.get(i));
            compared += gain.isPresent() ? 1 : 0;
            if (gain.isPresent() && gain.get().high() < 0) {
                worse.add("version " + refined.get(i) + " after " + refined.get(i - 1));
            }
        }
        text.append(String.format(
                "%n%d refined versions were compared with the one before on the passages of both; worse beyond "
                        + "the interval: %s.%n",
                compared, worse.isEmpty() ? "none" : String.join(", ", worse)));
    }
}
