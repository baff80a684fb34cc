// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.experiment.cache.RecordCache;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.WordScorer;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.pipeline.ReadSpec;

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
    private static final String VERSION = "pointers 2";

    /** Scores of a passage: by LDA, weak and strong words, of the concept and of random words. */
    private static final int SCORES = 6;

    private final ExperimentConfig config;
    private final Corpus corpus;
    private final List<Corpus.Sampled> passages;
    private final WordScorer scorer;
    private final RecordCache cache;
    private LdaConcept.WordCounts words;

    /**
     * Opens the cache and both models' words.
     *
     * @param activations of the passages of all books, which are scored
     */
    HalfPointers(ExperimentConfig config, Corpus corpus, PairedActivations activations) {
        this.config = config;
        this.corpus = corpus;
        this.passages = activations.passages();
        this.scorer = new WordScorer(config, activations);
        this.cache = new RecordCache(
                config.cache().resolve("pointers-and-words-" + passages.size() + ".bin"), SCORES * passages.size());
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
                LdaOptions.defaults() + " " + seeded(config) + " " + LdaConcept.SEED,
                scorer.models() + " " + config.readSpec() + ReadSpec.WORD_PROMPT);
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
        ConceptPointer seeds = pointer(scores, 0);
        ConceptPointer random = pointer(scores, SCORES / 2);
        return new FittedHalf.Pointer(seeds.only(in), seeds.only(out), random.only(in), random.only(out));
    }

    private float[] learn(YardstickConcept concept, List<Corpus.Labelled> books) {
        LdaConcept lda =
                LdaConcept.learn(words(), books, concept.name(), concept.seeds(), seeded(config), LdaConcept.SEED);
        List<String> random = lda.randomWords(RANDOM_WORDS, LdaConcept.SEED);
        double[][] all = {
            lda.scores(words(), passages),
            scorer.weak(concept.seeds()),
            scorer.strong(concept.seeds()),
            lda.of(random).scores(words(), passages),
            scorer.weak(random),
            scorer.strong(random)
        };
        float[] scores = new float[SCORES * passages.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) all[i / passages.size()][i % passages.size()];
        }
        return scores;
    }

    /** Returns the three scores from number {@code first}. */
    private ConceptPointer pointer(float[] scores, int first) {
        return new ConceptPointer(picked(scores, first), picked(scores, first + 1), picked(scores, first + 2));
    }

    private double[] picked(float[] scores, int number) {
        int n = passages.size();
        return IntStream.range(number * n, (number + 1) * n)
                .mapToDouble(i -> scores[i])
                .toArray();
    }

    private synchronized LdaConcept.WordCounts words() {
        if (words == null) {
            words = new LdaConcept.WordCounts(corpus);
        }
        return words;
    }

    @Override
    public void close() {
        cache.close();
        scorer.close();
    }
}
