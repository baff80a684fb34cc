// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.gumshoe.eval.Ranking;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.TopicModel;

/** The start of everything, repeated: how well the topic model alone separates labelled books, for several seeds of its random numbers. */
public final class PointerRuns {
    private PointerRuns() {}

    /**
     * One run. The area under the ROC curve of books (mean over their passages) and of passages.
     *
     * @param topic the topic that the seed words point at
     * @param topicBooks by the share of that topic alone
     * @param conceptBooks by the concept's score, which counts every topic as far as it belongs
     */
    public record Run(
            long seed,
            int topic,
            double topicBooks,
            double topicPassages,
            double conceptBooks,
            double conceptPassages,
            String explanation) {}

    /**
     * Learns and scores once for each seed from 1 on. Labels score and nothing else.
     *
     * @param label column of the manifest: 1, 0, or ? for books that are read and not scored
     * @param guided whether the seed words enter the prior
     * @param options of the topic model; its seed is replaced
     * @param listener told of each run as it ends
     */
    public static List<Run> of(
            Path books,
            Path manifest,
            String label,
            List<String> seedWords,
            boolean guided,
            LdaOptions options,
            int runs,
            Consumer<Run> listener) {
        Corpus corpus = Corpus.read(books, manifest, label, null);
        Pointer.Counted words = new Pointer.Counted(corpus);
        return LongStream.rangeClosed(1, runs)
                .mapToObj(seed -> {
                    Pointer pointer =
                            Pointer.learn(words, corpus.books(), label, seedWords, guided, options.withSeed(seed));
                    Run run = score(words, corpus, pointer, seed);
                    listener.accept(run);
                    return run;
                })
                .toList();
    }

    private static Run score(Pointer.Counted words, Corpus corpus, Pointer pointer, long seed) {
        TopicModel model = pointer.model();
        int topic = pointer.match().topic();
        Scores topicScores = new Scores();
        Scores conceptScores = new Scores();
        for (Corpus.Labelled book : corpus.books()) {
            if (book.positive() != null) {
                List<float[]> proportions = words.bags(book).parallelStream()
                        .map(model::proportions)
                        .toList();
                topicScores.add(
                        book.isPositive(),
                        proportions.stream().mapToDouble(p -> p[topic]).toArray());
                conceptScores.add(
                        book.isPositive(),
                        proportions.stream().mapToDouble(pointer.match()::score).toArray());
            }
        }
        return new Run(
                seed,
                topic,
                topicScores.books(),
                topicScores.passages(),
                conceptScores.books(),
                conceptScores.passages(),
                pointer.match().explanation());
    }

    /** Labels and scores, by passage and by book. */
    private static final class Scores {
        private final List<Boolean> bookLabels = new ArrayList<>();
        private final List<Double> bookScores = new ArrayList<>();
        private final List<Boolean> passageLabels = new ArrayList<>();
        private final List<Double> passageScores = new ArrayList<>();

        void add(boolean positive, double[] passages) {
            double sum = 0;
            for (double score : passages) {
                passageLabels.add(positive);
                passageScores.add(score);
                sum += score;
            }
            bookLabels.add(positive);
            bookScores.add(sum / passages.length);
        }

        double books() {
            return auc(bookLabels, bookScores);
        }

        double passages() {
            return auc(passageLabels, passageScores);
        }

        private static double auc(List<Boolean> labels, List<Double> scores) {
            boolean[] positive = new boolean[labels.size()];
            for (int i = 0; i < positive.length; i++) {
                positive[i] = labels.get(i);
            }
            return Ranking.auc(
                    positive, scores.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
