// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.steer.BookSums;

/** Aggregation of passages by book. */
public final class BookAggregates {
    private BookAggregates() {}

    /**
     * Sums the passages of each book, without seed words.
     *
     * @param at activations, [layer][passage][dimension]
     * @param z concept scores of the passages
     */
    public static List<BookSums> byBook(List<Corpus.Sampled> passages, int[] layers, float[][][] at, double[] z) {
        return byBook(passages, layers, at, z, new int[z.length]);
    }

    /**
     * Sums the passages of each book.
     *
     * @param at activations, [layer][passage][dimension]
     * @param z concept scores of the passages
     * @param seeds number of seed words in each passage
     */
    public static List<BookSums> byBook(
            List<Corpus.Sampled> passages, int[] layers, float[][][] at, double[] z, int[] seeds) {
        Map<String, BookSums> sums = new LinkedHashMap<>();
        for (int i = 0; i < z.length; i++) {
            sums.computeIfAbsent(passages.get(i).book().id(), b -> new BookSums(b, layers, at[0][0].length))
                    .add(passage(at, i), z[i], seeds[i]);
        }
        return List.copyOf(sums.values());
    }

    /** Sums generated texts. */
    public static BookSums texts(PassageActivations generated, int[] layers) {
        BookSums sums = new BookSums("generated texts", layers, generated.width());
        float[][][] at = generated.at(layers);
        for (int i = 0; i < generated.rows().length; i++) {
            sums.add(passage(at, i), 0);
        }
        return sums;
    }

    /** Returns one passage at every layer. */
    private static float[][] passage(float[][][] at, int passage) {
        return Arrays.stream(at).map(rows -> rows[passage]).toArray(float[][]::new);
    }

    /** Returns the books of passages, ordered by id. */
    public static Collection<Corpus.Labelled> books(List<Corpus.Sampled> passages) {
        Map<String, Corpus.Labelled> books = new TreeMap<>();
        passages.forEach(p -> books.put(p.book().id(), p.book()));
        return books.values();
    }

    /** Returns true labels as responsibilities; borderline books have none. */
    public static Map<String, Double> labels(List<Corpus.Sampled> passages) {
        Map<String, Double> labels = new LinkedHashMap<>();
        books(passages).stream()
                .filter(b -> b.positive() != null)
                .forEach(b -> labels.put(b.id(), b.positive() ? 1. : 0.));
        return labels;
    }

    /** Returns the mean of passage values by book. */
    public static Map<String, Double> meanByBook(List<Corpus.Sampled> passages, double[] values) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            double[] sum = sums.computeIfAbsent(passages.get(i).book().id(), b -> new double[2]);
            sum[0] += values[i];
            sum[1]++;
        }
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((book, sum) -> means.put(book, sum[0] / sum[1]));
        return means;
    }
}
