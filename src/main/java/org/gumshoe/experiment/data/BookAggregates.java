// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.steer.BookSums;

/** What the passages of each book sum up to. */
public final class BookAggregates {
    private BookAggregates() {}

    /**
     * @param at activations by layer, then passage
     * @param z concept scores of the passages
     */
    public static List<BookSums> byBook(List<Corpus.Sampled> passages, int[] layers, float[][][] at, double[] z) {
        return byBook(passages, layers, at, z, new int[z.length]);
    }

    /** @param seeds how many words of each passage are seed words */
    public static List<BookSums> byBook(
            List<Corpus.Sampled> passages, int[] layers, float[][][] at, double[] z, int[] seeds) {
        Map<String, BookSums> sums = new LinkedHashMap<>();
        for (int i = 0; i < z.length; i++) {
            sums.computeIfAbsent(passages.get(i).book().id(), b -> new BookSums(b, layers, at[0][0].length))
                    .add(passage(at, i), z[i], seeds[i]);
        }
        return List.copyOf(sums.values());
    }

    /** Texts that a model wrote, together. */
    public static BookSums texts(PassageActivations written, int[] layers) {
        BookSums sums = new BookSums("own", layers, written.width());
        float[][][] at = written.at(layers);
        for (int i = 0; i < written.rows().length; i++) {
            sums.add(passage(at, i), 0);
        }
        return sums;
    }

    /** One passage at every layer. */
    private static float[][] passage(float[][][] at, int passage) {
        return Arrays.stream(at).map(rows -> rows[passage]).toArray(float[][]::new);
    }

    /** True labels as responsibilities; borderline books have none. */
    public static Map<String, Double> labels(List<Corpus.Sampled> passages) {
        Map<String, Double> labels = new LinkedHashMap<>();
        LayerDataset.books(passages).stream()
                .filter(b -> b.positive() != null)
                .forEach(b -> labels.put(b.id(), b.positive() ? 1. : 0.));
        return labels;
    }
}
