// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.NumberFormats.number;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.results.ExperimentResults.LdaSeedPoint;

/** Section 6: how far the refined concept depends on the random seed of the topic model. */
public final class LdaSeedsSection {
    private record Column(String name, ToDoubleFunction<LdaSeedPoint> value) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("LDA", LdaSeedPoint::ldaAuc),
            new Column("refined weak", LdaSeedPoint::refinedWeakAuc),
            new Column("refined strong", LdaSeedPoint::refinedStrongAuc),
            new Column("books, LDA", LdaSeedPoint::ldaBookAuc),
            new Column("books, refined", LdaSeedPoint::refinedBookAuc),
            new Column("reliability", LdaSeedPoint::reliability),
            new Column("correlation", LdaSeedPoint::correlation),
            new Column("agreement", LdaSeedPoint::agreement));

    private LdaSeedsSection() {}

    public static HtmlWriter of(List<LdaSeedPoint> points) {
        if (points == null || points.isEmpty()) {
            return HtmlWriter.section("pointers", "6. Seeds of the topic model", element("p", Legend.NOT_RUN));
        }
        List<List<String>> rows = new ArrayList<>();
        for (LdaSeedPoint p : points) {
            rows.add(row(Long.toString(p.seed()), c -> c.value().applyAsDouble(p), p.diverged() ? "diverged" : ""));
        }
        rows.add(row("mean", c -> of(points, c).average().orElse(Double.NaN), ""));
        rows.add(row("minimum", c -> of(points, c).min().orElse(Double.NaN), ""));
        return HtmlWriter.section(
                "pointers",
                "6. Seeds of the topic model",
                element(
                        "p",
                        "Each row starts from a topic model with another random seed; books and seed words are the same. The spread shows how far the refined concept depends on the seed."),
                HtmlWriter.table(
                        "AUC of passages and of books by random seed of the topic model. Diagnosis: whether the refinement was reported as diverged.",
                        Stream.of(Stream.of("seed"), COLUMNS.stream().map(Column::name), Stream.of("diagnosis"))
                                .flatMap(s -> s)
                                .toList(),
                        rows));
    }

    private static DoubleStream of(List<LdaSeedPoint> points, Column column) {
        return points.stream().mapToDouble(column.value());
    }

    private static List<String> row(String name, ToDoubleFunction<Column> value, String diagnosis) {
        List<String> row = new ArrayList<>(List.of(name));
        COLUMNS.forEach(c -> row.add(number(value.applyAsDouble(c))));
        row.add(diagnosis);
        return row;
    }
}
