// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.math.DirichletPrior;
import org.gumshoe.lda.math.DistinctCount;
import org.gumshoe.lda.math.ParallelRanges;
import org.gumshoe.lda.math.SeededRandom;

/**
 * Online latent Dirichlet allocation: stochastic variational inference with minibatches (Hoffman,
 * Blei and Bach 2010, algorithm 2), over a stream whose length and vocabulary are not known. The
 * same passages in the same order give the same bits, whatever the number of threads.
 *
 * <p>The corpus size of the stochastic step, when it is not given, is a multiple of the passages
 * seen so far ({@link LdaOptions#horizon}): it is a hyperparameter of the population that the
 * stream comes from (McInerney, Ranganath and Blei 2015, "The population posterior and Bayesian
 * modeling on streams"). Were it just those seen, the prior of the words would outweigh the first
 * minibatches and small topics starve. A snapshot tells the topics as the passages seen warrant
 * them, no surer.
 */
public final class OnlineLda {
    private final LdaOptions options;
    private final ParallelRanges workers;
    final SeededPriors guidance;
    final Vocabulary vocabulary;
    LambdaTable lambda;
    final DistinctCount books = new DistinctCount();
    /**
     * Passages that came and have not been looked up: many at once are looked up by all threads.
     */
    private final List<Vocabulary.Arrival> arrived = new ArrayList<>();

    final List<Vocabulary.Known> waiting = new ArrayList<>();
    long passages;
    long updates;
    double bound;
    double[] alpha;

    /** A learner in the caller's thread alone. */
    public OnlineLda(LdaOptions options, List<SeededTopic> guides) {
        this(options, guides, 1);
    }

    /**
     * A learner that has seen nothing.
     *
     * @param guides of topics 0, 1, ...
     * @param threads one or more; they change the pace, never the result
     * @throws BadInputException when there are more guides than topics, or a guide without seeds
     */
    public OnlineLda(LdaOptions options, List<SeededTopic> guides, int threads) {
        this(options, new ParallelRanges(threads));
        guides.forEach(this::guide);
    }

    OnlineLda(LdaOptions options, ParallelRanges workers) {
        this.options = options;
        this.workers = workers;
        this.guidance = new SeededPriors(options.topics());
        this.alpha = new double[options.topics()];
        Arrays.fill(alpha, options.alpha());
        this.vocabulary = new Vocabulary(options.minBooks(), options.nameShare(), options.maxVocabulary());
        this.lambda = new LambdaTable(options.topics(), options.eta(), options.growth());
    }

    public LdaOptions options() {
        return options;
    }

    /**
     * Lets a concept guide a topic from now on: the next one while nothing is learned, and later,
     * among those without a guide, the one that its seeds tell most about.
     *
     * @return false when the concept guides a topic already
     * @throws BadInputException when every topic has its guide
     */
    public boolean guide(SeededTopic guide) {
        if (guidance.holds(guide.concept())) {
            return false;
        }
        List<Integer> free = IntStream.range(0, options.topics())
                .filter(guidance::isFree)
                .boxed()
                .toList();
        if (free.isEmpty()) {
            throw new BadInputException("The concept " + guide.concept() + " cannot guide a topic, since each of the "
                    + options.topics() + " has its guide; ask for more topics.");
        }
        guidance.add(updates == 0 ? free.getFirst() : nearest(guide, free), guide);
        for (String seed : guide.seeds()) {
            int row = vocabulary.row(seed);
            if (row >= 0) {
                lambda.guide(row, guidance.prior(seed));
            }
        }
        return true;
    }

    private int nearest(SeededTopic guide, List<Integer> free) {
        TopicModel model = snapshot();
        return ConceptFinder.find(model, guide.concept(), guide.seeds(), null).ranking().stream()
                .filter(free::contains)
                .findFirst()
                .orElseGet(() -> Collections.min(free, Comparator.comparingDouble(model::size)));
    }

    /**
     * Takes in a passage; it is learned when the reservoir and a minibatch are full, at the latest
     * by {@link #flush()}.
     *
     * @param book identity of its book: words must be held by several
     * @param capitals evidence for names, as {@link org.gumshoe.text.Words#capitals} gives it
     */
    public void add(String book, BagOfWords bag, Map<String, int[]> capitals) {
        long hash = SeededRandom.hash(book);
        books.add(hash);
        passages++;
        arrived.add(new Vocabulary.Arrival(hash, bag, capitals));
        learnWhenFull();
    }

    /** Takes in a passage as it was counted. */
    public void add(Document passage) {
        add(passage.book(), passage.bag(), passage.capitals());
    }

    /**
     * A further look at a passage that was taken in before: it is learned once more and counted no
     * more.
     */
    public void repeat(BagOfWords bag) {
        lookUp();
        waiting.add(vocabulary.known(bag));
        learnWhenFull();
    }

    private void learnWhenFull() {
        if (waiting.size() + arrived.size() >= options.reservoir() + options.minibatch()) {
            lookUp();
            learn(options.minibatch());
        }
    }

    private void lookUp() {
        waiting.addAll(vocabulary.observe(arrived, workers));
        arrived.clear();
    }

    /** Learns from all passages that wait, in minibatches of nearly equal size. */
    public void flush() {
        lookUp();
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

    /**
     * Variational bound of the log-likelihood per word of the latest minibatch given the topics
     * before it, in nats; 0 before the first.
     */
    public double lastBound() {
        return bound;
    }

    private void learn(int size) {
        vocabulary.forgetRare();
        List<Vocabulary.Known> drawn = draw(size);
        new VocabularyUpdate(vocabulary, lambda, guidance, options, updates).revise(drawn, workers);
        Minibatch batch = Minibatch.of(drawn, lambda.rows(), workers);
        double[] beta = lambda.expectedBeta(batch.rows(), batch.distinct(), workers);
        SufficientStatistics expectation = SufficientStatistics.of(batch, beta, alpha, options, workers);
        bound = batch.tokens() == 0 ? 0 : expectation.bound() / batch.tokens();
        // a smaller batch than asked for is a noisier estimate and moves the topics by as much less
        double share = updates == 0 ? 1 : Math.min(1, (double) size / options.minibatch());
        double rho = share * Math.pow(options.tau0() + updates, -options.kappa());
        double corpus = options.corpus() > 0 ? options.corpus() : options.horizon() * passages;
        lambda.step(rho, corpus, size, batch.rows(), batch.distinct(), expectation.statistics(), workers);
        if (options.learnAlpha()) {
            alpha = DirichletPrior.step(alpha, expectation.logTheta(), size, rho);
        }
        updates++;
    }

    /** Random passages out of those that wait, or the oldest when there is no reservoir. */
    private List<Vocabulary.Known> draw(int size) {
        List<Vocabulary.Known> batch = new ArrayList<>(size);
        if (options.reservoir() == 0) {
            batch.addAll(waiting.subList(0, size));
            waiting.subList(0, size).clear();
            return batch;
        }
        SplittableRandom random = SeededRandom.random(options.seed(), "minibatch", updates);
        for (int i = 0; i < size; i++) {
            int chosen = random.nextInt(waiting.size());
            batch.add(waiting.get(chosen));
            Vocabulary.Known last = waiting.removeLast();
            if (chosen < waiting.size()) {
                waiting.set(chosen, last);
            }
        }
        return batch;
    }

    /** The topics as they are now, independent of what the learner does next. */
    public TopicModel snapshot() {
        double corpus = options.corpus() > 0 ? options.corpus() : passages;
        String[] words = new String[lambda.rows()];
        float[][] values = new float[lambda.rows()][options.topics()];
        for (int row = 0; row < words.length; row++) {
            words[row] = vocabulary.word(row);
            for (int k = 0; k < options.topics(); k++) {
                values[row][k] = (float) lambda.value(row, k, corpus);
            }
        }
        float[] prior = new float[options.topics()];
        for (int k = 0; k < prior.length; k++) {
            prior[k] = (float) alpha[k];
        }
        return new TopicModel(
                updates,
                options.topics(),
                words,
                values,
                prior,
                (float) options.eta(),
                passages,
                books.count(),
                bound,
                guidance.concepts());
    }

    /**
     * Everything that the learner knows, waiting passages included; {@link #restore} goes on to the
     * bit.
     */
    public byte[] state() {
        lookUp();
        return LdaState.write(this);
    }

    /** @throws BadInputException when the bytes are no state, or of another version */
    public static OnlineLda restore(byte[] state) {
        return restore(state, 1);
    }

    /** The same for several threads. */
    public static OnlineLda restore(byte[] state, int threads) {
        return LdaState.read(state, new ParallelRanges(threads));
    }

    /** Another learner that goes on from here by itself. */
    public OnlineLda copy() {
        return LdaState.read(state(), workers);
    }
}
