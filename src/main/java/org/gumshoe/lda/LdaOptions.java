// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.function.Consumer;
import org.gumshoe.BadInputException;

/**
 * Options of {@link OnlineLda}.
 *
 * @param topics K, two or more
 * @param alpha Dirichlet prior of each topic in a passage
 * @param eta Dirichlet prior of each word in a topic
 * @param tau0 delay: the step of update t (from 0) is rho = (tau0 + t)^-kappa; 1 or more
 * @param kappa forgetting rate, above .5 and up to 1 for convergence
 * @param minibatch passages an update
 * @param minBooks a word enters the vocabulary when so many books hold it
 * @param nameShare a word that is capitalised in mid-sentence in a larger share of its telling
 *     occurrences is a name and stays out
 * @param maxVocabulary bound of the vocabulary; beyond it the lightest words leave
 * @param seed of the initial topics and of the order in which waiting passages are learned
 * @param reservoir passages that wait, so that a minibatch is a mixture of books although books
 *     come one after another; 0 learns in order of arrival
 * @param learnAlpha whether alpha is learned from the stream, one value a topic; it begins at
 *     {@code alpha}
 * @param threshold inference in a passage stops when gamma changes by less on average
 * @param iterations of inference in a passage, at most
 * @param corpus passages that there will be, if that is known; 0: unknown
 * @param horizon while the corpus is unknown it is taken to be so many times the passages seen so
 *     far; 1 or more
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
        double threshold,
        int iterations,
        long corpus,
        double horizon) {

    public LdaOptions {
        require(topics >= 2, "topics", topics, "two or more");
        require(alpha > 0, "alpha", alpha, "a positive number");
        require(eta > 0, "eta", eta, "a positive number");
        require(tau0 >= 1, "tau0", tau0, "1 or more");
        require(kappa > 0 && kappa <= 1, "kappa", kappa, "above 0 and up to 1");
        require(minibatch >= 1, "minibatch", minibatch, "one passage or more");
        require(minBooks >= 1, "minBooks", minBooks, "one book or more");
        require(nameShare >= 0, "nameShare", nameShare, "0 to 1");
        require(maxVocabulary >= 10, "maxVocabulary", maxVocabulary, "ten words or more");
        require(reservoir >= 0, "reservoir", reservoir, "0 or more");
        require(threshold > 0, "threshold", threshold, "a positive number");
        require(iterations >= 1, "iterations", iterations, "one or more");
        require(corpus >= 0, "corpus", corpus, "0 or more");
        require(horizon >= 1, "horizon", horizon, "1 or more");
    }

    private static final int RESERVOIR = 8192;
    private static final double HORIZON = 10;

    /**
     * Priors 1 / K, large minibatches and slow forgetting, as gensim has them by default
     * (docs/experiments/first-loop.md has what they find on 82 novels). On a thousand passages take
     * minibatches of 64, or there is but one update.
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
                VariationalInference.THRESHOLD,
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

    public LdaOptions withThreshold(double value) {
        return with(draft -> draft.threshold = value);
    }

    public LdaOptions withIterations(int value) {
        return with(draft -> draft.iterations = value);
    }

    public LdaOptions withCorpus(long value) {
        return with(draft -> draft.corpus = value);
    }

    /**
     * How many times larger than what was seen the corpus is taken to be; 1 when its size is known.
     */
    double growth() {
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

    /** The options while one of them is being changed. */
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
        private double threshold;
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
            threshold = options.threshold;
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
                    threshold,
                    iterations,
                    corpus,
                    horizon);
        }
    }
}
