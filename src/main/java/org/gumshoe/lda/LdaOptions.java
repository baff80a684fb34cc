// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.function.Consumer;
import org.gumshoe.BadInputException;

/**
 * Hyperparameters of {@link OnlineLda}.
 *
 * @param topics K, two or more
 * @param alpha symmetric Dirichlet prior of the topics in a passage
 * @param eta symmetric Dirichlet prior of the words in a topic
 * @param tau0 delay of the learning rate rho = (tau0 + t)^-kappa of update t = 0, 1, ...; 1 or more
 * @param kappa decay of the learning rate, above 0 and up to 1; convergence needs more than .5
 * @param minibatch passages per update
 * @param minBooks number of books that must use a word before it enters the vocabulary
 * @param nameShare largest share of a word's case-informative occurrences that may be capitalised
 *     in mid-sentence; a word above it is a proper name and stays out of the vocabulary
 * @param maxVocabulary largest vocabulary; beyond it the words with the smallest lambda are removed
 * @param seed random seed of the initial topics and of the order in which passages are learned
 * @param reservoir passages that wait to be learned, so that a minibatch mixes books although books
 *     arrive one after another; 0 learns in order of arrival
 * @param learnAlpha whether an asymmetric alpha is learned from the stream, starting at
 *     {@code alpha}
 * @param gammaThreshold mean change of gamma below which inference for a passage stops
 * @param iterations most iterations of inference for a passage
 * @param corpus number of passages in the corpus; 0 if unknown
 * @param horizon assumed corpus size, as a multiple of the passages seen so far, while the size is
 *     unknown; 1 or more
 */
public record LdaOptions(
        int topics,
        double alpha,
        double eta,
        double tau0,
        double kappa,
        int minibatch,
        int minBooks,
        double nameShare,
        int maxVocabulary,
        long seed,
        int reservoir,
        boolean learnAlpha,
        double gammaThreshold,
        int iterations,
        long corpus,
        double horizon) {

    /** Arrays are a thousand times as long. */
    private static final int MOST_TOPICS = 10_000;

    /** That are held at a time. */
    private static final int MOST_PASSAGES = 10_000_000;

    private static final int MOST_WORDS = 10_000_000;

    public LdaOptions {
        require(topics >= 2 && topics <= MOST_TOPICS, "topics", topics, "two or more, and 10,000 at most");
        require((float) alpha > 0 && Float.isFinite((float) alpha), "alpha", alpha, "a positive number");
        require((float) eta > 0 && Float.isFinite((float) eta), "eta", eta, "a positive number");
        require(tau0 >= 1 && Double.isFinite(tau0), "tau0", tau0, "1 or more");
        require(kappa > 0 && kappa <= 1, "kappa", kappa, "above 0 and up to 1");
        require(
                minibatch >= 1 && minibatch <= MOST_PASSAGES,
                "minibatch",
                minibatch,
                "one passage or more, and ten million at most");
        require(minBooks >= 1, "minBooks", minBooks, "one book or more");
        require(nameShare >= 0, "nameShare", nameShare, "0 to 1");
        require(
                maxVocabulary >= 10 && maxVocabulary <= MOST_WORDS,
                "maxVocabulary",
                maxVocabulary,
                "ten words or more, and ten million at most");
        require(
                reservoir >= 0 && reservoir <= MOST_PASSAGES,
                "reservoir",
                reservoir,
                "0 or more, and ten million at most");
        require(gammaThreshold > 0, "threshold", gammaThreshold, "a positive number");
        require(iterations >= 1, "iterations", iterations, "one or more");
        require(corpus >= 0, "corpus", corpus, "0 or more");
        require(horizon >= 1 && Double.isFinite(horizon), "horizon", horizon, "1 or more");
    }

    private static final int RESERVOIR = 8192;
    private static final double HORIZON = 10;

    /**
     * Returns the defaults: priors 1 / K, tau0 1 and kappa .5 as in gensim, and minibatches of
     * 1,024 (results on 82 novels: docs/experiments/first-loop.md). A corpus of a thousand passages
     * needs minibatches of about 64, since otherwise there is only one update.
     */
    public static LdaOptions defaults() {
        return new LdaOptions(
                20,
                0.05,
                0.05,
                1,
                0.5,
                1024,
                3,
                0.5,
                50_000,
                1,
                RESERVOIR,
                false,
                VariationalInference.GAMMA_THRESHOLD,
                VariationalInference.MAX_ITERATIONS,
                0,
                HORIZON);
    }

    private static void require(boolean holds, String option, double value, String range) {
        if (!holds) {
            throw new BadInputException("The LDA option " + option + " is " + value + "; it must be " + range + ".");
        }
    }

    public LdaOptions withTopics(int value) {
        return with(draft -> draft.topics = value);
    }

    public LdaOptions withAlpha(double value) {
        return with(draft -> draft.alpha = value);
    }

    public LdaOptions withEta(double value) {
        return with(draft -> draft.eta = value);
    }

    public LdaOptions withTau0(double value) {
        return with(draft -> draft.tau0 = value);
    }

    public LdaOptions withKappa(double value) {
        return with(draft -> draft.kappa = value);
    }

    public LdaOptions withMinibatch(int value) {
        return with(draft -> draft.minibatch = value);
    }

    public LdaOptions withMinBooks(int value) {
        return with(draft -> draft.minBooks = value);
    }

    public LdaOptions withNameShare(double value) {
        return with(draft -> draft.nameShare = value);
    }

    public LdaOptions withMaxVocabulary(int value) {
        return with(draft -> draft.maxVocabulary = value);
    }

    public LdaOptions withSeed(long value) {
        return with(draft -> draft.seed = value);
    }

    public LdaOptions withReservoir(int value) {
        return with(draft -> draft.reservoir = value);
    }

    public LdaOptions withLearnAlpha(boolean value) {
        return with(draft -> draft.learnAlpha = value);
    }

    public LdaOptions withGammaThreshold(double value) {
        return with(draft -> draft.gammaThreshold = value);
    }

    public LdaOptions withIterations(int value) {
        return with(draft -> draft.iterations = value);
    }

    public LdaOptions withCorpus(long value) {
        return with(draft -> draft.corpus = value);
    }

    /**
     * Returns the assumed corpus size over the passages seen so far, which pseudo-counts are
     * multiplied by; 1 if the corpus size is known.
     */
    double pseudoCountWeight() {
        return corpus > 0 ? 1 : horizon;
    }

    public LdaOptions withHorizon(double value) {
        return with(draft -> draft.horizon = value);
    }

    private LdaOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** A mutable copy of the options. */
    private static final class Draft {
        private int topics;
        private double alpha;
        private double eta;
        private double tau0;
        private double kappa;
        private int minibatch;
        private int minBooks;
        private double nameShare;
        private int maxVocabulary;
        private long seed;
        private int reservoir;
        private boolean learnAlpha;
        private double gammaThreshold;
        private int iterations;
        private long corpus;
        private double horizon;

        Draft(LdaOptions options) {
            topics = options.topics;
            alpha = options.alpha;
            eta = options.eta;
            tau0 = options.tau0;
            kappa = options.kappa;
            minibatch = options.minibatch;
            minBooks = options.minBooks;
            nameShare = options.nameShare;
            maxVocabulary = options.maxVocabulary;
            seed = options.seed;
            reservoir = options.reservoir;
            learnAlpha = options.learnAlpha;
            gammaThreshold = options.gammaThreshold;
            iterations = options.iterations;
            corpus = options.corpus;
            horizon = options.horizon;
        }

        LdaOptions options() {
            return new LdaOptions(
                    topics,
                    alpha,
                    eta,
                    tau0,
                    kappa,
                    minibatch,
                    minBooks,
                    nameShare,
                    maxVocabulary,
                    seed,
                    reservoir,
                    learnAlpha,
                    gammaThreshold,
                    iterations,
                    corpus,
                    horizon);
        }
    }
}
