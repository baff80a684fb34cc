// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;

/**
 * Report of a running system whose books and models change: vector versions, steps, stories and
 * freshness.
 */
final class ContinuousReport {
    private final String concept;
    private final long startedAt = System.currentTimeMillis();
    private final List<SteeringVector> versions = new CopyOnWriteArrayList<>();
    private final List<RefinementMetric> aucs = new CopyOnWriteArrayList<>();
    private final Map<String, Double> recentMetrics = new ConcurrentHashMap<>();
    private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
    private final List<Step> steps = new ArrayList<>();

    private record Step(String what, long from, String figures) {}

    private final PairedScores pairedScores;
    private final StoryLog stories;

    ContinuousReport(String concept, PairedScores pairedScores, StoryLog stories) {
        this.concept = concept;
        this.pairedScores = pairedScores;
        this.stories = stories;
    }

    void bookSent(String book) {
        sentAt.put(book, System.currentTimeMillis());
    }

    void addVersion(SteeringVector vector) {
        if (vector.getRole().equals(ModelRole.STRONG.wireName())
                && !vector.getKind().equals(VectorKind.SHUFFLED.wireName())) {
            versions.add(vector);
        }
    }

    void addMetric(RefinementMetric metric) {
        if (metric == null || !metric.getConcept().equals(concept)) {
            return;
        }
        if (metric.getMetric().equals("passage-auc|strong|refined")) {
            aucs.add(metric);
        }
        if (metric.getMetric().startsWith("notion-share") || metric.getMetric().startsWith("perplexity")) {
            recentMetrics.put(metric.getMetric(), metric.getValue());
        }
    }

    void step(String what, long from, long inForce, long lastChange) {
        steps.add(new Step(
                what,
                from,
                String.format(
                        Locale.ROOT,
                        "%.0f | %.0f | %s | %s",
                        (inForce - from) / 1000.,
                        (lastChange - from) / 1000.,
                        recentValues("perplexity", "%.1f"),
                        recentValues("notion-share", "%.2f"))));
    }

    private String recentValues(String metric, String format) {
        return List.of(StoryArm.REFINED.wireName(), StoryArm.UNSTEERED.wireName()).stream()
                .map(arm -> recentMetrics.get(metric + "|" + arm))
                .map(value -> value == null ? "none" : String.format(Locale.ROOT, format, value))
                .collect(Collectors.joining(", "));
    }

    String report() {
        StringBuilder text = new StringBuilder();
        appendSteps(text);
        appendVersions(text);
        appendWorse(text);
        appendFreshness(text);
        text.append(String.format(
                Locale.ROOT,
                "%n%d stories were written meanwhile; %d were refused because another version had "
                        + "replaced theirs. Unsteered stories: perplexity %s.%n",
                stories.written(),
                stories.refused(),
                format("%.1f", stories.perplexity("unsteered|"))));
        return text.toString();
    }

    private void appendSteps(StringBuilder text) {
        text.append("| step | freshness of its books, s: p50, p95 | seconds to a "
                + "vector in force | seconds to the last change"
                + " | perplexity of recent stories: refined, unsteered | concept share: refined, unsteered "
                + "|\n|---|---|---|---|---|---|\n");
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            double[] freshnessSeconds =
                    freshness(step.from, i + 1 < steps.size() ? steps.get(i + 1).from : Long.MAX_VALUE);
            text.append("| " + step.what + " | " + quantiles(freshnessSeconds) + " | " + step.figures + " |\n");
        }
    }

    private static String quantiles(double[] sorted) {
        return sorted.length == 0
                ? ""
                : String.format(Locale.ROOT, "%.0f, %.0f", quantile(sorted, .5), quantile(sorted, .95));
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

    private static String format(String format, Double value) {
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

    private void appendFreshness(StringBuilder text) {
        double[] sorted = freshness(0, Long.MAX_VALUE);
        text.append(String.format(
                Locale.ROOT,
                "%nFreshness, from sending a book to the first refined strong vector that has "
                        + "scored it: p50 %.0f s, p95 %.0f s (%d of %d books).%n",
                quantile(sorted, .5),
                quantile(sorted, .95),
                sorted.length,
                sentAt.size()));
    }

    /**
     * Returns the seconds from sending a book, within these times, to the first refined strong
     * vector whose scores include it; sorted.
     */
    private double[] freshness(long from, long to) {
        Map<String, Double> secondsByBook = new LinkedHashMap<>();
        for (SteeringVector vector : versions) {
            if (vector.getKind().equals(VectorKind.REFINED.wireName())) {
                pairedScores.books(vector.getVersion()).stream()
                        .filter(book -> sentAt.get(book) >= from && sentAt.get(book) < to)
                        .forEach(book ->
                                secondsByBook.putIfAbsent(book, (vector.getPublishedAt() - sentAt.get(book)) / 1000.));
            }
        }
        return secondsByBook.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }
}
