// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

/** Options. */
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
        long seed) {

    public static LdaOptions defaults() {
        return new LdaOptions(20, 0.05, 0.05, 16, 0.7, 64, 3, 0.5, 50_000, 1);
    }

    public LdaOptions withTopics(int value) {
        return new LdaOptions(value, alpha, eta, tau0, kappa, minibatch, minBooks, nameShare, maxVocabulary, seed);
    }

    public LdaOptions withAlpha(double value) {
        return new LdaOptions(topics, value, eta, tau0, kappa, minibatch, minBooks, nameShare, maxVocabulary, seed);
    }

    public LdaOptions withEta(double value) {
        return new LdaOptions(topics, alpha, value, tau0, kappa, minibatch, minBooks, nameShare, maxVocabulary, seed);
    }

    public LdaOptions withTau0(double value) {
        return new LdaOptions(topics, alpha, eta, value, kappa, minibatch, minBooks, nameShare, maxVocabulary, seed);
    }

    public LdaOptions withKappa(double value) {
        return new LdaOptions(topics, alpha, eta, tau0, value, minibatch, minBooks, nameShare, maxVocabulary, seed);
    }

    public LdaOptions withMinibatch(int value) {
        return new LdaOptions(topics, alpha, eta, tau0, kappa, value, minBooks, nameShare, maxVocabulary, seed);
    }

    public LdaOptions withMinBooks(int value) {
        return new LdaOptions(topics, alpha, eta, tau0, kappa, minibatch, value, nameShare, maxVocabulary, seed);
    }

    public LdaOptions withNameShare(double value) {
        return new LdaOptions(topics, alpha, eta, tau0, kappa, minibatch, minBooks, value, maxVocabulary, seed);
    }

    public LdaOptions withMaxVocabulary(int value) {
        return new LdaOptions(topics, alpha, eta, tau0, kappa, minibatch, minBooks, nameShare, value, seed);
    }

    public LdaOptions withSeed(long value) {
        return new LdaOptions(topics, alpha, eta, tau0, kappa, minibatch, minBooks, nameShare, maxVocabulary, value);
    }
}
