// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.experiment.plan.RefineOptions;
import org.gumshoe.lm.ModelInfo;

/** Made-up shelf of 80 books by 40 authors; every third author writes of the concept. */
record MadeUpShelf(List<Corpus.Labelled> books, BookLabels labels, PairedActivations activations, double[] z) {
    private static final int PASSAGES = 4;
    private static final int[] LAYERS = {1, 2};

    static MadeUpShelf create() {
        List<Corpus.Labelled> books = new ArrayList<>();
        Map<String, Boolean> positive = new LinkedHashMap<>();
        for (int book = 0; book < 80; book++) {
            String id = "book-" + book;
            books.add(new Corpus.Labelled(id, "author " + book / 2, null, true, "text", List.of("", "", "", "")));
            positive.put(id, book / 2 % 3 == 0);
        }
        List<Corpus.Sampled> passages = new ArrayList<>();
        books.forEach(b -> {
            for (int i = 0; i < PASSAGES; i++) {
                passages.add(new Corpus.Sampled(b, i));
            }
        });
        BookLabels labels = new BookLabels(positive);
        double[] z = new double[passages.size()];
        Random random = new Random(1);
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.abs((labels.isPositive(passages.get(i).book()) ? .3 : .1) + .1 * random.nextGaussian());
        }
        return new MadeUpShelf(
                books,
                labels,
                new PairedActivations(
                        passages,
                        activations("weak", passages, labels, 6),
                        activations("strong", passages, labels, 8),
                        RefineOptions.of(null)),
                z);
    }

    /** The first dimension carries the concept; a second one is the same in both models. */
    private static PassageActivations activations(
            String name, List<Corpus.Sampled> passages, BookLabels labels, int width) {
        Random random = new Random(width);
        Random shared = new Random(7);
        float[][][] rows = new float[passages.size()][LAYERS.length][width];
        for (int i = 0; i < rows.length; i++) {
            double common = shared.nextGaussian();
            for (float[] row : rows[i]) {
                for (int d = 0; d < width; d++) {
                    row[d] = (float) random.nextGaussian();
                }
                row[0] += labels.isPositive(passages.get(i).book()) ? 2 : 0;
                row[1] = (float) common;
            }
        }
        return new PassageActivations(
                new ModelInfo(name, Path.of(name), name, "made-up", 2, width, 1, 1, "none", 1, 1, "F32", 1),
                LAYERS,
                rows);
    }

    /** Returns the half of the authors with even (0) or odd (1) numbers, fitted; the other is scored. */
    FittedHalf half(int half) {
        return half(0, half);
    }

    /** Returns the same half under the number of another halving, so that its labels are shuffled otherwise. */
    FittedHalf half(int halving, int half) {
        return FittedHalf.of(
                halving, activations.only(b -> isIn(half, b)), activations.only(b -> !isIn(half, b)), 1, 2);
    }

    FittedHalf.Pointer pointer(int half) {
        double[] fitted = scores(half);
        double[] unseen = scores(1 - half);
        double[] random = new Random(9).doubles(fitted.length).toArray();
        double[] unseenRandom = new Random(9).doubles(unseen.length).toArray();
        return new FittedHalf.Pointer(
                ConceptPointer.ofTopics(fitted),
                ConceptPointer.ofTopics(unseen),
                ConceptPointer.ofTopics(random),
                ConceptPointer.ofTopics(unseenRandom));
    }

    private double[] scores(int half) {
        return IntStream.range(0, z.length)
                .filter(i -> isIn(half, activations.passages().get(i).book()))
                .mapToDouble(i -> z[i])
                .toArray();
    }

    private static boolean isIn(int half, Corpus.Labelled book) {
        return Integer.parseInt(book.author().substring("author ".length())) % 2 == half;
    }
}
