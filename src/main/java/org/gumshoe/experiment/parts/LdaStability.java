// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.corpus.LabelRule;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.lda.LdaOptions;

/**
 * Stability of the topic model alone: how well it separates labelled books, for several random
 * seeds.
 */
public final class LdaStability {
    private static final int ALL = 0;

    private LdaStability() {}

    /**
     * Run with one seed. All scores are areas under the ROC curve, of passages or of books (mean
     * over their passages).
     *
     * @param topic the topic of the seed words
     * @param topicBooks books by the share of that topic alone
     * @param topicPassages passages by the share of that topic alone
     * @param conceptBooks books by the concept score, which weighs every topic
     * @param conceptPassages passages by the concept score
     * @param explanation why this topic
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
     * Learns and scores once for each seed from 1 on. Labels are used for scores alone.
     *
     * @param manifest null for the fiction of the Brown corpus, where mystery texts are positive
     * @param label column of the manifest: 1, 0, or ? for books that are read and not scored
     * @param seeded whether the seed words enter the prior
     * @param options of the topic model; its seed is replaced
     * @param listener called with each run when it ends
     */
    public static List<Run> of(
            Path books,
            Path manifest,
            String label,
            List<String> seedWords,
            boolean seeded,
            LdaOptions options,
            int runs,
            Consumer<Run> listener) {
        Corpus corpus = manifest == null
                ? Corpus.brown(books)
                : Corpus.read(List.of(books), List.of(manifest), LabelRule.of(label, null));
        LdaConcept.WordCounts words = new LdaConcept.WordCounts(corpus);
        List<Corpus.Sampled> passages =
                corpus.sample(ALL).stream().filter(Corpus.Sampled::isLabelled).toList();
        return LongStream.rangeClosed(1, runs)
                .mapToObj(seed -> {
                    LdaConcept lda =
                            LdaConcept.learn(words, corpus.books(), label, seedWords, seeded, options.withSeed(seed));
                    Run run = score(words, passages, lda, seed);
                    listener.accept(run);
                    return run;
                })
                .toList();
    }

    private static Run score(LdaConcept.WordCounts words, List<Corpus.Sampled> passages, LdaConcept lda, long seed) {
        int topic = lda.match().topic();
        List<float[]> proportions = passages.parallelStream()
                .map(passage -> lda.model().proportions(words.bag(passage)))
                .toList();
        double[] alone = proportions.stream().mapToDouble(p -> p[topic]).toArray();
        double[] concept = proportions.stream().mapToDouble(lda.match()::score).toArray();
        return new Run(
                seed,
                topic,
                LabelScoring.bookAuc(passages, alone),
                LabelScoring.passageAuc(passages, alone),
                LabelScoring.bookAuc(passages, concept),
                LabelScoring.passageAuc(passages, concept),
                lda.match().explanation());
    }
}
