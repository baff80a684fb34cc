// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One way to look at texts that a judge decides by: it turns a text into a row of figures after it
 * was fitted on some texts.
 */
sealed interface JudgeFeatures {
    /** Fits on the texts that are {@code used}. */
    Fitted fit(String[] groups, boolean[] used);

    double penalty();

    /** Whether it looked at this training text; the others are passed over. */
    boolean has(int text);

    /** The training texts as rows. */
    interface Fitted {
        int width();

        SparseRows.Row row(int text);

        /** Of a new text. */
        SparseRows.Row row(String text);
    }

    /** Words and pairs of words, by tf-idf. */
    final class OfWords implements JudgeFeatures {
        /** What fewer authors use tells the author. */
        private static final int MIN_GROUPS = 3;

        private final NgramCounts.Index index = new NgramCounts.Index();
        private final List<NgramCounts> bags = new ArrayList<>();
        private final Set<String> names;
        private final Set<String> masked;

        OfWords(List<String> texts, Set<String> masked) {
            this.names = JudgeTokens.names(texts);
            this.masked = masked;
            texts.forEach(text -> bags.add(index.add(JudgeTokens.of(text, names), masked)));
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
                public SparseRows.Row row(String text) {
                    return weights.row(NgramCounts.bag(JudgeTokens.of(text, names), masked, index.numbers()::get));
                }
            };
        }
    }

    /**
     * The encoding of the whole text without its names, standardised; figures beyond four
     * deviations count as four.
     */
    final class OfEncodings implements JudgeFeatures {
        private static final double FURTHEST = 4;

        private final Function<String, float[]> encoder;
        private final List<float[]> encodings = new ArrayList<>();

        /** @param chosen which texts are encoded: encoding is slow */
        OfEncodings(List<String> texts, boolean[] chosen, Function<String, float[]> encoder) {
            this.encoder = encoder;
            for (int i = 0; i < chosen.length; i++) {
                encodings.add(chosen[i] ? encode(texts.get(i)) : null);
            }
        }

        /**
         * Leaves out the names that the text itself shows, so that its encoding does not depend on
         * other texts and can be kept.
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
            return encodings.get(text) != null;
        }

        @Override
        public Fitted fit(String[] groups, boolean[] used) {
            int width = encodings.stream().filter(e -> e != null).findFirst().orElseThrow().length;
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
                public SparseRows.Row row(String text) {
                    return row(encode(text));
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
