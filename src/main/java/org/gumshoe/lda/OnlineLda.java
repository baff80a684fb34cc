// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Online latent Dirichlet allocation: stochastic variational inference with minibatches (Hoffman, Blei and Bach 2010, algorithm 2), over a stream whose
 * length and vocabulary are not known. The corpus size of the stochastic step is the number of passages seen so far. The learner is sequential; the same
 * passages in the same order give the same bits.
 */
public final class OnlineLda {
    private final LdaOptions options;
    private final List<Guide> guides;
    private final Map<String, double[]> guidePriors;
    private final EStep eStep;
    final Vocabulary vocabulary;
    LambdaTable lambda;
    final Set<Long> books = new HashSet<>();
    final List<Bag> waiting = new ArrayList<>();
    long passages;
    long updates;
    double bound;

    /** @throws org.gumshoe.BadInputException when there are more guides than topics, or a guide without seeds */
    public OnlineLda(LdaOptions options, List<Guide> guides) {
        this.options = options;
        this.guides = List.copyOf(guides);
        this.guidePriors = Guide.priors(guides, options.topics());
        this.eStep = new EStep(symmetricAlpha());
        this.vocabulary = new Vocabulary(options.minBooks(), options.nameShare(), options.maxVocabulary());
        this.lambda = new LambdaTable(options.topics(), options.eta());
    }

    LdaOptions options() {
        return options;
    }

    List<Guide> guides() {
        return guides;
    }

    private double[] symmetricAlpha() {
        double[] alpha = new double[options.topics()];
        Arrays.fill(alpha, options.alpha());
        return alpha;
    }

    /**
     * Takes in a passage; it is learned when the reservoir and a minibatch are full, at the latest by {@link #flush()}.
     *
     * @param book identity of its book: words must be held by several
     * @param capitals evidence for names, as {@link org.gumshoe.text.Words#capitals} gives it
     */
    public void add(String book, Bag bag, Map<String, int[]> capitals) {
        long hash = Seeds.hash(book);
        books.add(hash);
        vocabulary.observe(hash, bag, capitals);
        passages++;
        waiting.add(vocabulary.shared(bag));
        if (waiting.size() >= options.reservoir() + options.minibatch()) {
            learn(options.minibatch());
        }
    }

    /** Learns from all passages that wait, in minibatches of nearly equal size. */
    public void flush() {
        for (int batches = Math.ceilDiv(waiting.size(), options.minibatch()); batches > 0; batches--) {
            learn(Math.ceilDiv(waiting.size(), batches));
        }
    }

    /** Stochastic steps taken. */
    public long updates() {
        return updates;
    }

    /** Passages taken in, learned or waiting. */
    public long passages() {
        return passages;
    }

    /** Variational bound of the log-likelihood per word of the latest minibatch given the topics before it, in nats; 0 before the first. */
    public double lastBound() {
        return bound;
    }

    private void learn(int size) {
        List<Bag> batch = draw(size);
        reviseVocabulary(batch);
        Minibatch minibatch = Minibatch.of(batch, vocabulary);
        double[] beta = lambda.expectedBeta(minibatch.rows(), minibatch.distinct());
        double[] statistics = new double[beta.length];
        double total = 0;
        for (int d = 0; d < minibatch.size(); d++) {
            int[] words = minibatch.words()[d];
            int[] counts = minibatch.counts()[d];
            eStep.infer(beta, words, counts, words.length);
            eStep.addStatistics(beta, words, counts, words.length, statistics);
            total += eStep.bound(counts, words.length);
        }
        bound = minibatch.tokens() == 0 ? 0 : total / minibatch.tokens();
        // a smaller batch than asked for is a noisier estimate and moves the topics by as much less
        double share = updates == 0 ? 1 : Math.min(1, (double) size / options.minibatch());
        double rho = share * Math.pow(options.tau0() + updates, -options.kappa());
        lambda.step(rho, (double) passages / size, minibatch.rows(), minibatch.distinct(), statistics);
        updates++;
    }

    /** Random passages out of those that wait, or the oldest when there is no reservoir. */
    private List<Bag> draw(int size) {
        List<Bag> batch = new ArrayList<>(size);
        if (options.reservoir() == 0) {
            batch.addAll(waiting.subList(0, size));
            waiting.subList(0, size).clear();
            return batch;
        }
        SplittableRandom random = Seeds.random(options.seed(), "minibatch", updates);
        for (int i = 0; i < size; i++) {
            int chosen = random.nextInt(waiting.size());
            batch.add(waiting.get(chosen));
            Bag last = waiting.removeLast();
            if (chosen < waiting.size()) {
                waiting.set(chosen, last);
            }
        }
        return batch;
    }

    private void reviseVocabulary(List<Bag> batch) {
        for (Bag bag : batch) {
            for (String word : bag.words()) {
                int row = vocabulary.row(word);
                double[] guide = guidePriors.get(word);
                if (row < 0 && (guide != null || vocabulary.isFit(word))) {
                    admit(word, guide);
                } else if (row >= 0 && guide == null && vocabulary.isName(word)) {
                    vocabulary.dismiss(row, false);
                    lambda.remove(row);
                }
            }
        }
    }

    /** A new word spreads its occurrences so far evenly over the topics, with the noise that breaks symmetry: Gamma(100, 1/100) as Hoffman has it. */
    private void admit(String word, double[] guide) {
        if (vocabulary.isFull()) {
            dismissLightest();
        }
        SplittableRandom random = Seeds.random(options.seed(), word, 0);
        double mean = updates == 0 ? 1 : Math.min(1, (double) vocabulary.occurrences(word) / options.topics());
        double[] initial = new double[options.topics()];
        for (int k = 0; k < initial.length; k++) {
            initial[k] = mean * Seeds.gamma(random, 100) / 100;
        }
        vocabulary.admit(word, lambda.add(initial, guide));
    }

    /** A tenth of the vocabulary at once, so that the sorting is seldom. */
    private void dismissLightest() {
        double[] masses = IntStream.range(0, lambda.rows())
                .mapToDouble(lambda::mass)
                .sorted()
                .toArray();
        double limit = masses[masses.length / 10];
        for (int row = lambda.rows() - 1; row >= 0; row--) {
            if (lambda.mass(row) <= limit && !guidePriors.containsKey(vocabulary.word(row))) {
                vocabulary.dismiss(row, true);
                lambda.remove(row);
            }
        }
    }

    /** The topics as they are now, independent of what the learner does next. */
    public TopicModel snapshot() {
        String[] words = new String[lambda.rows()];
        float[][] values = new float[lambda.rows()][options.topics()];
        for (int row = 0; row < words.length; row++) {
            words[row] = vocabulary.word(row);
            for (int k = 0; k < options.topics(); k++) {
                values[row][k] = (float) lambda.value(row, k);
            }
        }
        float[] alpha = new float[options.topics()];
        Arrays.fill(alpha, (float) options.alpha());
        List<String> guided = guides.stream().map(Guide::concept).toList();
        return new TopicModel(
                updates,
                options.topics(),
                words,
                values,
                alpha,
                (float) options.eta(),
                passages,
                books.size(),
                bound,
                guided);
    }

    /** Everything that the learner knows, waiting passages included; {@link #restore} goes on to the bit. */
    public byte[] state() {
        return LdaState.write(this);
    }

    /** @throws org.gumshoe.BadInputException when the bytes are no state, or of another version */
    public static OnlineLda restore(byte[] state) {
        return LdaState.read(state);
    }

    /** A minibatch in numbers: its distinct words (their rows in lambda) and each passage as indices into them. */
    private record Minibatch(int[] rows, int distinct, int[][] words, int[][] counts, long tokens) {
        int size() {
            return words.length;
        }

        static Minibatch of(List<Bag> batch, Vocabulary vocabulary) {
            Map<Integer, Integer> local = new HashMap<>();
            int[][] words = new int[batch.size()][];
            int[][] counts = new int[batch.size()][];
            int[] rows = new int[1024];
            long tokens = 0;
            for (int d = 0; d < words.length; d++) {
                Bag bag = batch.get(d);
                int[] known = new int[bag.words().length];
                int[] times = new int[known.length];
                int n = 0;
                for (int i = 0; i < known.length; i++) {
                    int row = vocabulary.row(bag.words()[i]);
                    if (row >= 0) {
                        int index = local.computeIfAbsent(row, r -> local.size());
                        if (index == rows.length) {
                            rows = Arrays.copyOf(rows, 2 * index);
                        }
                        rows[index] = row;
                        known[n] = index;
                        times[n++] = bag.counts()[i];
                        tokens += bag.counts()[i];
                    }
                }
                words[d] = Arrays.copyOf(known, n);
                counts[d] = Arrays.copyOf(times, n);
            }
            return new Minibatch(rows, local.size(), words, counts, tokens);
        }
    }
}
