// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import smile.util.SparseArray;

/** A feature extractor of a text judge, bound to the judge's training texts. */
sealed interface JudgeFeatures {
    /** Fits the extractor on the training texts that are {@code used}. */
    Fitted fit(String[] groups, boolean[] used);

    /** Returns the L2 penalty of the classifier on these features. */
    double penalty();

    /** Tells whether this training text has features; it is ignored otherwise. */
    boolean has(int text);

    /** A fitted feature extractor. */
    interface Fitted {
        int width();

        /** Returns the features of a training text. */
        SparseArray row(int text);

        /** Returns the features of a new text. */
        SparseArray row(String text);
    }

    /** Tf-idf of unigrams and bigrams. */
    final class Ngrams implements JudgeFeatures {
        /** Number of authors that must use a term; a rarer one identifies its author. */
        private static final int MIN_GROUPS = 3;

        private final NgramCounts.Index index = new NgramCounts.Index();
        private final List<NgramCounts> counts = new ArrayList<>();
        private final Set<String> names;
        private final Set<String> masked;

        Ngrams(List<String> texts, Set<String> masked) {
            this.names = JudgeTokens.names(texts);
            this.masked = masked;
            texts.forEach(text -> counts.add(index.add(JudgeTokens.of(text, names), masked)));
        }

        @Override
        public double penalty() {
            return 1e-4;
        }

        @Override
        public boolean has(int text) {
            return true;
        }

        @Override
        public Fitted fit(String[] groups, boolean[] used) {
            TfIdf weights = TfIdf.fit(counts, groups, used, index.size(), MIN_GROUPS);
            return new Fitted() {
                @Override
                public int width() {
                    return weights.width();
                }

                @Override
                public SparseArray row(int text) {
                    return weights.row(counts.get(text));
                }

                @Override
                public SparseArray row(String text) {
                    return weights.row(NgramCounts.count(JudgeTokens.of(text, names), masked, index.ids()::get));
                }
            };
        }
    }

    /**
     * Sentence embeddings of the whole text without names, standardised and clipped to four
     * standard deviations.
     */
    final class Embeddings implements JudgeFeatures {
        private static final double MAX_DEVIATIONS = 4;

        private final Function<String, float[]> encoder;
        private final List<float[]> embeddings = new ArrayList<>();

        /** @param chosen the texts to encode; encoding is slow */
        Embeddings(List<String> texts, boolean[] chosen, Function<String, float[]> encoder) {
            this.encoder = encoder;
            for (int i = 0; i < chosen.length; i++) {
                embeddings.add(chosen[i] ? encode(texts.get(i)) : null);
            }
        }

        /**
         * Encodes a text without the names that the text itself reveals, so that the embedding does
         * not depend on other texts and can be cached.
         */
        private float[] encode(String text) {
            return encoder.apply(JudgeTokens.of(text, Set.of()).stream()
                    .filter(t -> !t.equals(JudgeTokens.NAME))
                    .collect(Collectors.joining(" ")));
        }

        @Override
        public double penalty() {
            return 3;
        }

        @Override
        public boolean has(int text) {
            return embeddings.get(text) != null;
        }

        @Override
        public Fitted fit(String[] groups, boolean[] used) {
            int width = embeddings.stream().filter(e -> e != null).findFirst().orElseThrow().length;
            double[] mean = new double[width];
            double[] deviation = new double[width];
            int n = 0;
            for (int i = 0; i < used.length; i++) {
                n += used[i] ? 1 : 0;
            }
            for (int j = 0; j < width; j++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < used.length; i++) {
                    if (used[i]) {
                        sum += embeddings.get(i)[j];
                        squares += embeddings.get(i)[j] * embeddings.get(i)[j];
                    }
                }
                mean[j] = sum / n;
                deviation[j] = Math.sqrt(Math.max(1e-12, squares / n - mean[j] * mean[j]));
            }
            return new Fitted() {
                @Override
                public int width() {
                    return width;
                }

                @Override
                public SparseArray row(int text) {
                    return row(embeddings.get(text));
                }

                @Override
                public SparseArray row(String text) {
                    return row(encode(text));
                }

                private SparseArray row(float[] embedding) {
                    double[] standardised = new double[width];
                    for (int j = 0; j < width; j++) {
                        standardised[j] =
                                Math.clamp((embedding[j] - mean[j]) / deviation[j], -MAX_DEVIATIONS, MAX_DEVIATIONS);
                    }
                    return WeightedLogisticRegression.row(standardised);
                }
            };
        }
    }
}
