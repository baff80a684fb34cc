// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

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
 * @param nameShare a word that is capitalised in mid-sentence in a larger share of its telling occurrences is a name and stays out
 * @param maxVocabulary bound of the vocabulary; beyond it the lightest words leave
 * @param seed of the initial topics and of the order in which waiting passages are learned
 * @param reservoir passages that wait, so that a minibatch is a mixture of books although books come one after another; 0 learns in order of arrival
 * @param learnAlpha whether alpha is learned from the stream, one value a topic; it begins at {@code alpha}
 * @param threshold inference in a passage stops when gamma changes by less on average
 * @param iterations of inference in a passage, at most
 * @param corpus passages that there will be, if that is known; 0 takes the number seen so far
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
        long corpus) {

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
    }

    private static final int RESERVOIR = 8192;

    /**
     * Priors 1 / K, large minibatches and slow forgetting, as gensim has them by default (docs/experiments/first-loop.md has what they find on 82
     * novels). On a thousand passages take minibatches of 64, or there is but one update.
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
                EStep.THRESHOLD,
                EStep.MAX_ITERATIONS,
                0);
    }

    private static void require(boolean holds, String option, double value, String range) {
        if (!holds) {
            throw new BadInputException("The LDA option " + option + " is " + value + "; it must be " + range + ".");
        }
    }

    public LdaOptions withTopics(int value) {
        return new LdaOptions(
                value,
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
                corpus);
    }

    public LdaOptions withAlpha(double value) {
        return new LdaOptions(
                topics,
                value,
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
                corpus);
    }

    public LdaOptions withEta(double value) {
        return new LdaOptions(
                topics,
                alpha,
                value,
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
                corpus);
    }

    public LdaOptions withTau0(double value) {
        return new LdaOptions(
                topics,
                alpha,
                eta,
                value,
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
                corpus);
    }

    public LdaOptions withKappa(double value) {
        return new LdaOptions(
                topics,
                alpha,
                eta,
                tau0,
                value,
                minibatch,
                minBooks,
                nameShare,
                maxVocabulary,
                seed,
                reservoir,
                learnAlpha,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withMinibatch(int value) {
        return new LdaOptions(
                topics,
                alpha,
                eta,
                tau0,
                kappa,
                value,
                minBooks,
                nameShare,
                maxVocabulary,
                seed,
                reservoir,
                learnAlpha,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withMinBooks(int value) {
        return new LdaOptions(
                topics,
                alpha,
                eta,
                tau0,
                kappa,
                minibatch,
                value,
                nameShare,
                maxVocabulary,
                seed,
                reservoir,
                learnAlpha,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withNameShare(double value) {
        return new LdaOptions(
                topics,
                alpha,
                eta,
                tau0,
                kappa,
                minibatch,
                minBooks,
                value,
                maxVocabulary,
                seed,
                reservoir,
                learnAlpha,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withMaxVocabulary(int value) {
        return new LdaOptions(
                topics,
                alpha,
                eta,
                tau0,
                kappa,
                minibatch,
                minBooks,
                nameShare,
                value,
                seed,
                reservoir,
                learnAlpha,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withSeed(long value) {
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
                value,
                reservoir,
                learnAlpha,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withReservoir(int value) {
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
                value,
                learnAlpha,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withLearnAlpha(boolean value) {
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
                value,
                threshold,
                iterations,
                corpus);
    }

    public LdaOptions withThreshold(double value) {
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
                value,
                iterations,
                corpus);
    }

    public LdaOptions withIterations(int value) {
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
                value,
                corpus);
    }

    public LdaOptions withCorpus(long value) {
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
                value);
    }
}
