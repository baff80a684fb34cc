// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A topic model: the topics at one point of the stream. Immutable and thread-safe, provided that
 * callers do not modify its arrays. It is not a record because it caches {@link TopicInference}.
 */
public final class TopicModel {
    private static final double RELEVANCE_WEIGHT = 0.6;

    private final long version;
    private final int topics;
    private final String[] words;
    private final float[][] lambda;
    private final float[] alpha;
    private final float eta;
    private final long passages;
    private final long books;
    private final double bound;
    private final List<String> seededConcepts;
    private volatile TopicInference inference;

    /**
     * Creates a model.
     *
     * @param version increases with each later model of the same stream
     * @param topics K
     * @param words the vocabulary, V words
     * @param lambda Dirichlet parameters of the topics over words, V x K
     * @param alpha Dirichlet prior of the topics, K values
     * @param eta Dirichlet prior of the words in a topic
     * @param passages passages learned from
     * @param books distinct books learned from
     * @param bound per-word variational bound of the latest minibatch, in nats
     * @param seededConcepts concepts that seed topics 0, 1, ...; an empty string for a topic
     *     without one
     */
    public TopicModel(
            long version,
            int topics,
            String[] words,
            float[][] lambda,
            float[] alpha,
            float eta,
            long passages,
            long books,
            double bound,
            List<String> seededConcepts) {
        this.version = version;
        this.topics = topics;
        this.words = words;
        this.lambda = lambda;
        this.alpha = alpha;
        this.eta = eta;
        this.passages = passages;
        this.books = books;
        this.bound = bound;
        this.seededConcepts = List.copyOf(seededConcepts);
    }

    private TopicInference inference() {
        TopicInference computed = inference;
        if (computed == null) {
            computed = TopicInference.of(words, lambda, alpha);
            inference = computed;
        }
        return computed;
    }

    /** Returns the same topics under another version number. */
    public TopicModel withVersion(long number) {
        return new TopicModel(number, topics, words, lambda, alpha, eta, passages, books, bound, seededConcepts);
    }

    /** Returns the same topics with another number of passages. */
    public TopicModel withPassages(long number) {
        return new TopicModel(version, topics, words, lambda, alpha, eta, number, books, bound, seededConcepts);
    }

    /**
     * Restricts the topics to the words that another model has as well, so that the two models'
     * probabilities are over the same vocabulary.
     */
    public TopicModel restrictedTo(TopicModel other) {
        int[] rows = IntStream.range(0, words.length)
                .filter(row -> other.indexOf(words[row]) >= 0)
                .toArray();
        String[] sharedWords = IntStream.of(rows).mapToObj(row -> words[row]).toArray(String[]::new);
        float[][] sharedRows = IntStream.of(rows).mapToObj(row -> lambda[row]).toArray(float[][]::new);
        return new TopicModel(
                version, topics, sharedWords, sharedRows, alpha, eta, passages, books, bound, seededConcepts);
    }

    /**
     * Computes the SHA-256 digest, in hexadecimal, of eta, alpha and the rows of lambda in the
     * order of their words; equal topics have equal digests.
     */
    public String digest() {
        return TopicModelDigest.sha256(this);
    }

    /** Returns lambda summed over the vocabulary, K values; must not be modified. */
    public double[] topicSums() {
        return inference().topicSums();
    }

    /**
     * Infers a passage's topic proportions, K values that sum to 1: the mean of its variational
     * Dirichlet. A passage without a word of the vocabulary has those of the prior.
     */
    public float[] proportions(BagOfWords bag) {
        return inference().proportions(bag);
    }

    /**
     * Returns p(word | theta), the sum over topics of theta E[beta].
     *
     * @param word a word of the vocabulary
     * @param theta topic proportions, K values
     */
    public double probability(String word, float[] theta) {
        TopicInference computed = inference();
        float[] row = lambda[computed.rowByWord().get(word)];
        double probability = 0;
        for (int k = 0; k < topics; k++) {
            probability += theta[k] * row[k] / computed.topicSums()[k];
        }
        return probability;
    }

    /**
     * Returns a topic's most relevant words, best first. Relevance is .6 log p(word | topic) + .4
     * log(p(word | topic) / p(word)) (Sievert and Shirley 2014, lambda = .6); it ranks words down
     * that are frequent in every topic.
     */
    public List<String> topWords(int topic, int n) {
        TopicInference computed = inference();
        double[] relevance = new double[words.length];
        for (int row = 0; row < words.length; row++) {
            double all = 0;
            for (int k = 0; k < topics; k++) {
                all += lambda[row][k];
            }
            double inTopic = Math.log(lambda[row][topic] / computed.topicSums()[topic]);
            relevance[row] =
                    RELEVANCE_WEIGHT * inTopic + (1 - RELEVANCE_WEIGHT) * (inTopic - Math.log(all / computed.total()));
        }
        return highest(n, row -> relevance[row]);
    }

    private List<String> highest(int n, IntToDoubleFunction value) {
        return IntStream.range(0, words.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -value.applyAsDouble(row))
                        .thenComparing(row -> words[row]))
                .limit(n)
                .map(row -> words[row])
                .toList();
    }

    /** Returns a topic's most probable words, best first; topic coherence is measured on them. */
    public List<String> mostProbableWords(int topic, int n) {
        return highest(n, row -> lambda[row][topic]);
    }

    /** Returns the row of a word in {@link #lambda()}, or -1. */
    public int indexOf(String word) {
        return inference().rowByWord().getOrDefault(word, -1);
    }

    /** Returns a topic's share of all expected word occurrences, p(topic). */
    public double share(int topic) {
        TopicInference computed = inference();
        return computed.total() == 0 ? 1.0 / topics : computed.topicSums()[topic] / computed.total();
    }

    public boolean hasTopic(int topic) {
        return topic >= 0 && topic < topics;
    }

    public long version() {
        return version;
    }

    public int topics() {
        return topics;
    }

    public String[] words() {
        return words;
    }

    public float[][] lambda() {
        return lambda;
    }

    public float[] alpha() {
        return alpha;
    }

    public float eta() {
        return eta;
    }

    public long passages() {
        return passages;
    }

    public long books() {
        return books;
    }

    public double bound() {
        return bound;
    }

    public List<String> seededConcepts() {
        return seededConcepts;
    }
}
