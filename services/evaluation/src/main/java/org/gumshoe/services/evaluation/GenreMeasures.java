// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.services.common.records.MetricKey;

/**
 * The ranking metrics of one version of refined scores against a genre: the AUC of LDA scores and
 * of refined scores, over books and over passages.
 */
final class GenreMeasures {
    private static final int RESAMPLES = 400;
    private static final long SEED = 1;

    private final List<String> books = new ArrayList<>();
    private final List<Boolean> positive = new ArrayList<>();
    private final List<Double> lda = new ArrayList<>();
    private final List<Double> refined = new ArrayList<>();

    private GenreMeasures() {}

    /**
     * Computes the metrics.
     *
     * @param rows all scores of one concept, role and version
     * @param label whether a book has the genre; empty for a book without genres, which is left out
     * @return empty if the labelled books are all of one class
     */
    static List<RefinementMetric> of(List<RefinedScore> rows, Function<String, Optional<Boolean>> label, String genre) {
        GenreMeasures ofBooks = new GenreMeasures();
        GenreMeasures ofPassages = new GenreMeasures();
        for (RefinedScore row : rows) {
            Optional<Boolean> positive = label.apply(row.getBook());
            if (positive.isEmpty()) {
                continue;
            }
            ofBooks.add(row.getBook(), positive.get(), row.getLda(), row.getScore());
            for (int i = 0; i < row.getPassages().size(); i++) {
                ofPassages.add(
                        row.getBook(),
                        positive.get(),
                        row.getPassagesLda().get(i),
                        row.getPassages().get(i));
            }
        }
        List<RefinementMetric> metrics = new ArrayList<>();
        if (ofBooks.hasBothClasses()) {
            String cause = "refined-scores against the genre " + genre;
            ofPassages.measure("passage-auc", rows.getFirst(), cause, metrics);
            ofBooks.measure("book-auc", rows.getFirst(), cause, metrics);
        }
        return metrics;
    }

    private void add(String book, boolean isPositive, double ldaScore, double refinedScore) {
        books.add(book);
        positive.add(isPositive);
        lda.add(ldaScore);
        refined.add(refinedScore);
    }

    private boolean hasBothClasses() {
        return positive.contains(true) && positive.contains(false);
    }

    private void measure(String name, RefinedScore version, String cause, List<RefinementMetric> metrics) {
        auc(MetricKey.name(name, version.getRole(), "lda"), lda, version, cause).ifPresent(metrics::add);
        auc(MetricKey.name(name, version.getRole(), "refined"), refined, version, cause)
                .ifPresent(metrics::add);
    }

    /** Computes the AUC of scores; empty if a class is empty or a score is NaN. */
    private Optional<RefinementMetric> auc(String name, List<Double> scores, RefinedScore version, String cause) {
        if (!hasBothClasses() || scores.contains(Double.NaN)) {
            return Optional.empty();
        }
        boolean[] labels = new boolean[scores.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = positive.get(i);
        }
        double[] ranked = scores.stream().mapToDouble(Double::doubleValue).toArray();
        Bootstrap.Interval interval =
                Bootstrap.ofRanking(books.toArray(String[]::new), labels, ranked, RankingMetrics::auc, RESAMPLES, SEED);
        return Optional.of(RefinementMetric.newBuilder()
                .setConcept(version.getConcept())
                .setMetric(name)
                .setValue(interval.value())
                .setLow(finiteOrNull(interval.low()))
                .setHigh(finiteOrNull(interval.high()))
                .setVersion(version.getVersion())
                .setCause(cause)
                .setAt(System.currentTimeMillis())
                .build());
    }

    private static Double finiteOrNull(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
