// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One way to look at texts that a judge decides by: it turns a text into a row of figures after it was fitted on some texts. */
sealed interface JudgeView {
    /** Fits on the texts that are {@code used}. */
    Fitted fit(String[] groups, boolean[] used);

    double penalty();

    /** The training texts as rows. */
    interface Fitted {
        int width();

        SparseRows.Row row(int text);

        /** Of a new text, given as tokens. */
        SparseRows.Row row(List<String> tokens);
    }

    /** Words and pairs of words, by tf-idf. */
    final class OfWords implements JudgeView {
        /** What fewer authors use tells the author. */
        private static final int MIN_GROUPS = 3;

        private final TermBag.Index index = new TermBag.Index();
        private final List<TermBag> bags = new ArrayList<>();
        private final Set<String> masked;

        OfWords(List<List<String>> texts, Set<String> masked) {
            this.masked = masked;
            texts.forEach(text -> bags.add(index.add(text, masked)));
        }

        @Override
        public double penalty() {
            return 1e-4;
        }

        @Override
        public Fitted fit(String[] groups, boolean[] used) {
            TfIdf weights = TfIdf.fit(bags, groups, used, index.size(), MIN_GROUPS);
            return new Fitted() {
                @Override
                public int width() {
                    return weights.width();
                }

                @Override
                public SparseRows.Row row(int text) {
                    return weights.row(bags.get(text));
                }

                @Override
                public SparseRows.Row row(List<String> tokens) {
                    return weights.row(TermBag.bag(tokens, masked, index.numbers()::get));
                }
            };
        }
    }

    /** The encoding of the whole text without its names, standardised; figures beyond four deviations count as four. */
    final class OfEncodings implements JudgeView {
        private static final double FURTHEST = 4;

        private final Function<String, float[]> encoder;
        private final List<float[]> encodings = new ArrayList<>();

        OfEncodings(List<List<String>> texts, Function<String, float[]> encoder) {
            this.encoder = encoder;
            texts.forEach(text -> encodings.add(encode(text)));
        }

        private float[] encode(List<String> tokens) {
            return encoder.apply(
                    tokens.stream().filter(t -> !t.equals(JudgeWords.NAME)).collect(Collectors.joining(" ")));
        }

        @Override
        public double penalty() {
            return 1;
        }

        @Override
        public Fitted fit(String[] groups, boolean[] used) {
            int width = encodings.getFirst().length;
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
                        sum += encodings.get(i)[j];
                        squares += encodings.get(i)[j] * encodings.get(i)[j];
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
                public SparseRows.Row row(int text) {
                    return row(encodings.get(text));
                }

                @Override
                public SparseRows.Row row(List<String> tokens) {
                    return row(encode(tokens));
                }

                private SparseRows.Row row(float[] encoding) {
                    double[] figures = new double[width];
                    for (int j = 0; j < width; j++) {
                        figures[j] = Math.clamp((encoding[j] - mean[j]) / deviation[j], -FURTHEST, FURTHEST);
                    }
                    return SparseRows.Row.EMPTY.with(0, figures);
                }
            };
        }
    }
}
