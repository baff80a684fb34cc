// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.lda.LdaOptions;

/**
 * The start of everything, repeated: how well the topic model alone separates labelled books, for
 * several seeds of its random numbers.
 */
public final class LdaStability {
    private static final int ALL = 0;

    private LdaStability() {}

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
     * @param manifest null for the fiction of the Brown corpus, where mystery texts are positive
     * @param label column of the manifest: 1, 0, or ? for books that are read and not scored
     * @param seeded whether the seed words enter the prior
     * @param options of the topic model; its seed is replaced
     * @param listener told of each run as it ends
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
        Corpus corpus = manifest == null ? Corpus.brown(books) : Corpus.read(books, manifest, label, null);
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
        double[] concept =
                proportions.stream().mapToDouble(lda.match()::score).toArray();
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
