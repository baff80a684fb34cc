// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.gumshoe.BadInputException;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;

/**
 * How well the LDA's and the refined scores of one version rank books and passages of a genre above
 * the others.
 */
final class GenreMeasures {
    private static final int DRAWS = 400;
    private static final long SEED = 1;

    private final List<String> books = new ArrayList<>();
    private final List<Boolean> positive = new ArrayList<>();
    private final List<Double> lda = new ArrayList<>();
    private final List<Double> refined = new ArrayList<>();

    private GenreMeasures() {}

    /**
     * @param rows all of one concept, role and version
     * @param label whether a book is of the genre; null when it carries none, which leaves it out
     * @return none where the labelled books are all of one kind
     */
    static List<RefinementMetric> of(List<RefinedScore> rows, Function<String, Boolean> label, String genre) {
        GenreMeasures ofBooks = new GenreMeasures();
        GenreMeasures ofPassages = new GenreMeasures();
        for (RefinedScore row : rows) {
            Boolean positive = label.apply(row.getBook());
            if (positive == null) {
                continue;
            }
            ofBooks.add(row.getBook(), positive, row.getLda(), row.getScore());
            for (int i = 0; i < row.getPassages().size(); i++) {
                ofPassages.add(
                        row.getBook(),
                        positive,
                        row.getPassagesLda().get(i),
                        row.getPassages().get(i));
            }
        }
        List<RefinementMetric> metrics = new ArrayList<>();
        if (ofBooks.positive.contains(true) && ofBooks.positive.contains(false)) {
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

    private void measure(String name, RefinedScore of, String cause, List<RefinementMetric> metrics) {
        metrics.add(metric(name + "|" + of.getRole() + "|lda", lda, of, cause));
        metrics.add(metric(name + "|" + of.getRole() + "|refined", refined, of, cause));
    }

    private RefinementMetric metric(String name, List<Double> scores, RefinedScore of, String cause) {
        boolean[] labels = new boolean[scores.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = positive.get(i);
        }
        double[] ranked = scores.stream().mapToDouble(Double::doubleValue).toArray();
        RefinementMetric.Builder metric = RefinementMetric.newBuilder()
                .setConcept(of.getConcept())
                .setMetric(name)
                .setVersion(of.getVersion())
                .setCause(cause)
                .setAt(System.currentTimeMillis());
        try {
            Bootstrap.Interval interval =
                    Bootstrap.ofRanking(books.toArray(String[]::new), labels, ranked, RankingMetrics::auc, DRAWS, SEED);
            return metric.setValue(interval.value())
                    .setLow(finite(interval.low()))
                    .setHigh(finite(interval.high()))
                    .build();
        } catch (BadInputException noRanking) {
            return metric.setValue(Double.NaN).build();
        }
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
