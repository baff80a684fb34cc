// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;

/**
 * Report of a running system whose books and models change: steps, vector versions, stories and
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
    private final PairedScores pairedScores;
    private final StoryLog stories;

    private record Step(String what, long from, String figures) {}

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
        text.append(new VersionTable(startedAt, versions, aucs, pairedScores, stories).markdown());
        appendFreshness(text);
        text.append(String.format(
                Locale.ROOT,
                "%n%d stories were written meanwhile; %d were refused because another version had "
                        + "replaced theirs. Unsteered stories: perplexity %s.%n",
                stories.written(),
                stories.refused(),
                VersionTable.format("%.1f", stories.perplexity("unsteered|"))));
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
