// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import org.gumshoe.lda.LdaOptions;
import picocli.CommandLine.Option;

/** Command-line options that configure the learning of a topic model. */
final class LearningOptions {
    @Option(
            names = {"-k", "--topics"},
            paramLabel = "K",
            description = "number of topics (default: 20)")
    Integer topics;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description = "Dirichlet prior of the topics in a passage (default: 1 / K)")
    Double alpha;

    @Option(names = "--eta", paramLabel = "E", description = "Dirichlet prior of the words in a topic (default: 1 / K)")
    Double eta;

    @Option(names = "--learn-alpha", description = "learn an asymmetric alpha from the stream")
    boolean learnAlpha;

    @Option(
            names = "--tau0",
            paramLabel = "T",
            description = "delay of the learning rate (tau0 + t)^-kappa (default: 1)")
    Double tau0;

    @Option(names = "--kappa", paramLabel = "K", description = "forgetting rate, above 0 and up to 1 (default: 0.5)")
    Double kappa;

    @Option(names = "--minibatch", paramLabel = "N", description = "passages in each update (default: 1024)")
    Integer minibatch;

    @Option(
            names = "--reservoir",
            paramLabel = "N",
            description = "size of the reservoir in which passages are shuffled; 0 learns in order (default: 8192)")
    Integer reservoir;

    @Option(
            names = "--min-books",
            paramLabel = "N",
            description = "number of books that must contain a word before it enters the vocabulary (default: 3)")
    Integer minBooks;

    @Option(
            names = "--vocabulary",
            paramLabel = "V",
            description = "largest number of words in the vocabulary (default: 50,000)")
    Integer vocabulary;

    @Option(
            names = "--horizon",
            paramLabel = "H",
            description =
                    "assumed size of the corpus while learning, as a multiple of what has been read " + "(default: 10)")
    Double horizon;

    LdaOptions options(long seed) {
        LdaOptions options = LdaOptions.defaults().withSeed(seed).withLearnAlpha(learnAlpha);
        int k = or(topics, options.topics());
        options = options.withTopics(k).withAlpha(or(alpha, 1.0 / k)).withEta(or(eta, 1.0 / k));
        options = options.withTau0(or(tau0, options.tau0())).withKappa(or(kappa, options.kappa()));
        options = options.withMinibatch(or(minibatch, options.minibatch()))
                .withReservoir(or(reservoir, options.reservoir()));
        return options.withHorizon(or(horizon, options.horizon()))
                .withMinBooks(or(minBooks, options.minBooks()))
                .withMaxVocabulary(or(vocabulary, options.maxVocabulary()));
    }

    private static <T> T or(T given, T fallback) {
        return given == null ? fallback : given;
    }
}
