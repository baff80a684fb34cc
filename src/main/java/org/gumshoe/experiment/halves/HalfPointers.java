// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.experiment.cache.RecordCache;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.lda.LdaOptions;

/**
 * Pointers to a concept by topic models that read one half of the authors. A model never reads the
 * other half, not even without labels: with its topics frozen, the shares of topics in each of those
 * passages are inferred one passage at a time. Scores are cached, since learning takes most of the
 * time.
 */
final class HalfPointers implements AutoCloseable {
    /** Number of random words in place of the seed words, for the null. */
    private static final int RANDOM_WORDS = 10;

    /** Changes when topic models or their scores would differ. */
    private static final String VERSION = "pointers 1";

    private final ExperimentConfig config;
    private final Corpus corpus;
    private final List<Corpus.Sampled> passages;
    private final RecordCache cache;
    private LdaConcept.WordCounts words;

    /**
     * Opens the cache.
     *
     * @param passages of all books, to be scored
     */
    HalfPointers(ExperimentConfig config, Corpus corpus, List<Corpus.Sampled> passages) {
        this.config = config;
        this.corpus = corpus;
        this.passages = passages;
        this.cache =
                new RecordCache(config.cache().resolve("pointers-" + passages.size() + ".bin"), 2 * passages.size());
    }

    /**
     * Returns whether the seed words enter the prior: yes unless the user says no, since a concept of
     * a few books has no topic of its own otherwise.
     */
    static boolean seeded(ExperimentConfig config) {
        return config.seededOrNull() == null || config.seededOrNull();
    }

    /** Returns the scores of both halves by a topic model of the fitted books. */
    FittedHalf.Pointer of(YardstickConcept concept, Predicate<Corpus.Labelled> fitted) {
        List<Corpus.Labelled> books = corpus.books().stream().filter(fitted).toList();
        byte[] key = RecordCache.key(
                VERSION,
                corpus.sha256(),
                passages.stream().map(p -> p.book().id() + p.index()).collect(Collectors.joining(" ")),
                books.stream().map(Corpus.Labelled::id).collect(Collectors.joining(" ")),
                concept.name() + concept.seeds(),
                LdaOptions.defaults() + " " + seeded(config) + " " + LdaConcept.SEED);
        float[] scores = cache.get(key);
        if (scores == null) {
            scores = learn(concept, books);
            cache.put(key, scores);
        }
        int n = passages.size();
        int[] in = IntStream.range(0, n)
                .filter(i -> fitted.test(passages.get(i).book()))
                .toArray();
        int[] out = IntStream.range(0, n)
                .filter(i -> !fitted.test(passages.get(i).book()))
                .toArray();
        return new FittedHalf.Pointer(
                picked(scores, in, 0), picked(scores, out, 0), picked(scores, in, n), picked(scores, out, n));
    }

    private float[] learn(YardstickConcept concept, List<Corpus.Labelled> books) {
        LdaConcept lda =
                LdaConcept.learn(words(), books, concept.name(), concept.seeds(), seeded(config), LdaConcept.SEED);
        double[] z = lda.scores(words(), passages);
        double[] random = lda.randomControl(RANDOM_WORDS, LdaConcept.SEED).scores(words(), passages);
        float[] scores = new float[2 * z.length];
        for (int i = 0; i < z.length; i++) {
            scores[i] = (float) z[i];
            scores[z.length + i] = (float) random[i];
        }
        return scores;
    }

    private synchronized LdaConcept.WordCounts words() {
        if (words == null) {
            words = new LdaConcept.WordCounts(corpus);
        }
        return words;
    }

    private static double[] picked(float[] scores, int[] passages, int offset) {
        return IntStream.of(passages).mapToDouble(i -> scores[offset + i]).toArray();
    }

    @Override
    public void close() {
        cache.close();
    }
}
