// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.lda.math.Digamma;

/**
 * Topics at one moment of the stream. Immutable: nobody may write to its arrays. Not a record only
 * because it keeps what inference needs (the index of words and exp(E[log beta])) between passages;
 * several threads may use it at once.
 */
public final class TopicModel {
    private static final double RELEVANCE = 0.6;

    private final long version;
    private final int topics;
    private final String[] words;
    private final float[][] lambda;
    private final float[] alpha;
    private final float eta;
    private final long passages;
    private final long books;
    private final double bound;
    private final List<String> guided;
    private volatile Inference inference;

    /**
     * A model.
     *
     * @param version rises with each later model of the same stream
     * @param words the vocabulary
     * @param lambda Dirichlet parameters, [word][topic], parallel to {@code words}
     * @param alpha Dirichlet prior over topics, K values
     * @param eta prior of a word in a topic
     * @param bound per-word variational bound of the latest minibatch, in nats
     * @param guided concepts that guide topics 0, 1, ...; empty where none does
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
            List<String> guided) {
        this.version = version;
        this.topics = topics;
        this.words = words;
        this.lambda = lambda;
        this.alpha = alpha;
        this.eta = eta;
        this.passages = passages;
        this.books = books;
        this.bound = bound;
        this.guided = List.copyOf(guided);
    }

    private record Inference(Map<String, Integer> index, double[] beta, double[] sums, double total, double[] alpha) {}

    private Inference inference() {
        Inference known = inference;
        if (known == null) {
            Map<String, Integer> index = HashMap.newHashMap(words.length);
            double[] sums = new double[topics];
            for (int row = 0; row < words.length; row++) {
                index.put(words[row], row);
                for (int k = 0; k < topics; k++) {
                    sums[k] += lambda[row][k];
                }
            }
            double[] beta = new double[words.length * topics];
            for (int k = 0; k < topics; k++) {
                double factor = 1 / Digamma.exp(Math.max(sums[k], Double.MIN_NORMAL));
                for (int row = 0; row < words.length; row++) {
                    beta[row * topics + k] = factor * Digamma.exp(lambda[row][k]);
                }
            }
            double[] prior = new double[topics];
            Arrays.setAll(prior, k -> alpha[k]);
            known = new Inference(index, beta, sums, Arrays.stream(sums).sum(), prior);
            inference = known;
        }
        return known;
    }

    /** The same topics as another version of the stream that they come from. */
    public TopicModel version(long number) {
        return new TopicModel(number, topics, words, lambda, alpha, eta, passages, books, bound, guided);
    }

    public TopicModel ofPassages(long seen) {
        return new TopicModel(version, topics, words, lambda, alpha, eta, seen, books, bound, guided);
    }

    /**
     * The same topics over those words alone that another model knows as well: probabilities given
     * that a word is one of them.
     */
    public TopicModel sharedWith(TopicModel other) {
        int[] rows = IntStream.range(0, words.length)
                .filter(row -> other.indexOf(words[row]) >= 0)
                .toArray();
        String[] sharedWords = IntStream.of(rows).mapToObj(row -> words[row]).toArray(String[]::new);
        float[][] sharedRows = IntStream.of(rows).mapToObj(row -> lambda[row]).toArray(float[][]::new);
        return new TopicModel(version, topics, sharedWords, sharedRows, alpha, eta, passages, books, bound, guided);
    }

    /**
     * SHA-256, in hexadecimal, of the vocabulary with its lambda, in the order of the words, and of
     * alpha and eta: equal topics have equal digests.
     */
    public String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (DataOutputStream out =
                    new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha))) {
                out.writeFloat(eta);
                for (float a : alpha) {
                    out.writeFloat(a);
                }
                Integer[] rows = IntStream.range(0, words.length)
                        .boxed()
                        .sorted(Comparator.comparing(row -> words[row]))
                        .toArray(Integer[]::new);
                for (int row : rows) {
                    out.writeUTF(words[row]);
                    for (float value : lambda[row]) {
                        out.writeFloat(value);
                    }
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java, and nothing is written", e);
        }
    }

    /** Lambda summed over the vocabulary, by topic; not to be written. */
    public double[] sums() {
        return inference().sums;
    }

    /**
     * A passage's share of each topic: the mean of its variational Dirichlet; K values that sum to
     * 1. A passage without known words has the prior's.
     */
    public float[] proportions(BagOfWords bag) {
        Inference known = inference();
        int[] rows = new int[bag.words().length];
        int[] counts = new int[rows.length];
        int n = 0;
        for (int i = 0; i < rows.length; i++) {
            Integer row = known.index.get(bag.words()[i]);
            if (row != null) {
                rows[n] = row;
                counts[n++] = bag.counts()[i];
            }
        }
        VariationalInference eStep = new VariationalInference(known.alpha);
        eStep.infer(known.beta, rows, counts, 0, n);
        double sum = Arrays.stream(eStep.gamma()).sum();
        float[] proportions = new float[topics];
        for (int k = 0; k < topics; k++) {
            proportions[k] = (float) (eStep.gamma()[k] / sum);
        }
        return proportions;
    }

    /**
     * Probability of a word that the model knows, in a passage of these topics: sum over topics of
     * theta E[beta].
     */
    public double probability(String word, float[] theta) {
        Inference known = inference();
        float[] row = lambda[known.index.get(word)];
        double probability = 0;
        for (int k = 0; k < topics; k++) {
            probability += theta[k] * row[k] / known.sums[k];
        }
        return probability;
    }

    /**
     * The words that tell a topic from others, best first: by relevance .6 log p(word | topic) + .4
     * log (p(word | topic) / p(word)) (Sievert and Shirley 2014), which keeps words that are
     * frequent everywhere from heading every topic.
     */
    public List<String> topWords(int topic, int n) {
        Inference known = inference();
        double[] relevance = new double[words.length];
        for (int row = 0; row < words.length; row++) {
            double all = 0;
            for (int k = 0; k < topics; k++) {
                all += lambda[row][k];
            }
            double inTopic = Math.log(lambda[row][topic] / known.sums[topic]);
            relevance[row] = RELEVANCE * inTopic + (1 - RELEVANCE) * (inTopic - Math.log(all / known.total));
        }
        return best(n, row -> relevance[row]);
    }

    private List<String> best(int n, IntToDoubleFunction value) {
        return IntStream.range(0, words.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -value.applyAsDouble(row))
                        .thenComparing(row -> words[row]))
                .limit(n)
                .map(row -> words[row])
                .toList();
    }

    /** A topic's words by their probability alone, best first: what coherence is measured on. */
    public List<String> likeliestWords(int topic, int n) {
        return best(n, row -> lambda[row][topic]);
    }

    /** Row of a word in {@link #lambda()}, or -1. */
    public int indexOf(String word) {
        return inference().index.getOrDefault(word, -1);
    }

    /** Share of all expected words that a topic holds. */
    public double size(int topic) {
        Inference known = inference();
        return known.total == 0 ? 1.0 / topics : known.sums[topic] / known.total;
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

    public List<String> guided() {
        return guided;
    }
}
