// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.math.DirichletPrior;
import org.gumshoe.lda.math.DistinctCount;
import org.gumshoe.lda.math.ParallelRanges;
import org.gumshoe.lda.math.SeededRandom;

/**
 * A learner of online latent Dirichlet allocation: stochastic variational inference with
 * minibatches (Hoffman, Blei and Bach 2010, algorithm 2) over a stream of unknown length and
 * vocabulary. The result is bit-identical for the same passages in the same order, whatever the
 * number of threads. Not safe for use by several threads.
 *
 * <p>If the corpus size D of the stochastic step is not given, it is taken as
 * {@link LdaOptions#horizon} times the passages seen so far; it is a hyperparameter of the
 * population that the stream is drawn from (McInerney, Ranganath and Blei 2015, "The population
 * posterior and Bayesian modeling on streams"). With D equal to the passages seen so far, the word
 * prior would outweigh the first minibatches and small topics would vanish. {@link #snapshot}
 * rescales lambda to the passages seen, so a model is never more certain than its data allow.
 */
public final class OnlineLda {
    private final LdaOptions options;
    private final ParallelRanges parallel;
    final SeededPriors seededPriors;
    final Vocabulary vocabulary;
    LambdaTable lambda;
    final DistinctCount books = new DistinctCount();
    /** Documents whose words have not been looked up yet; threads look up many at once. */
    private final List<Vocabulary.NewDocument> newDocuments = new ArrayList<>();

    final Reservoir reservoir = new Reservoir();
    long passages;
    long updates;
    double perWordBound;
    double[] alpha;

    /** Creates a learner that runs in the caller's thread only. */
    public OnlineLda(LdaOptions options, List<SeededTopic> seededTopics) {
        this(options, seededTopics, 1);
    }

    /**
     * Creates a learner that has seen nothing.
     *
     * @param seededTopics seeds of topics 0, 1, ...
     * @param threads one or more; they change the speed, never the result
     * @throws BadInputException if there are more seeded topics than topics
     */
    public OnlineLda(LdaOptions options, List<SeededTopic> seededTopics, int threads) {
        this(options, new ParallelRanges(threads));
        seededTopics.forEach(this::addSeededTopic);
    }

    OnlineLda(LdaOptions options, ParallelRanges parallel) {
        this.options = options;
        this.parallel = parallel;
        this.seededPriors = new SeededPriors(options.topics());
        this.alpha = new double[options.topics()];
        Arrays.fill(alpha, options.alpha());
        this.vocabulary = new Vocabulary(options.minBooks(), options.nameShare(), options.maxVocabulary());
        this.lambda = new LambdaTable(options.topics(), options.eta(), options.pseudoCountWeight());
    }

    public LdaOptions options() {
        return options;
    }

    /**
     * Seeds a topic from now on. Before the first update this is the next unseeded topic; later it
     * is the unseeded topic that the seed words are most informative about.
     *
     * @return false if the concept already seeds a topic
     * @throws BadInputException if every topic is seeded
     */
    public boolean addSeededTopic(SeededTopic seeded) {
        if (seededPriors.contains(seeded.concept())) {
            return false;
        }
        List<Integer> free = seededPriors.freeTopics();
        if (free.isEmpty()) {
            throw new BadInputException("The concept " + seeded.concept() + " cannot guide a topic, since each of the "
                    + options.topics() + " has its guide; ask for more topics.");
        }
        seededPriors.add(updates == 0 ? free.getFirst() : ConceptFinder.nearest(snapshot(), seeded, free), seeded);
        for (String word : seeded.seeds()) {
            int row = vocabulary.row(word);
            if (row >= 0) {
                lambda.setPseudoCounts(row, seededPriors.pseudoCounts(word));
            }
        }
        return true;
    }

    /**
     * Adds a passage. It is learned after the reservoir has filled up, at the latest by
     * {@link #flush()}.
     *
     * @param book the book's id; words need several books to enter the vocabulary
     * @param capitals how words are capitalised, as {@link org.gumshoe.text.words.Words#capitals} counts
     *     it
     */
    public void add(String book, BagOfWords bag, Map<String, int[]> capitals) {
        long bookHash = SeededRandom.hash(book);
        books.add(bookHash);
        passages++;
        newDocuments.add(new Vocabulary.NewDocument(bookHash, bag, capitals));
        updateWhenFull();
    }

    /** Adds a document. */
    public void add(Document document) {
        add(document.book(), document.bag(), document.capitals());
    }

    /** Learns from a passage once more, as in a further epoch, without counting it again. */
    public void repeat(BagOfWords bag) {
        indexNewDocuments();
        reservoir.add(vocabulary.index(bag));
        updateWhenFull();
    }

    private void updateWhenFull() {
        if (reservoir.size() + newDocuments.size() >= options.reservoir() + options.minibatch()) {
            indexNewDocuments();
            update(options.minibatch());
        }
    }

    private void indexNewDocuments() {
        reservoir.addAll(vocabulary.observe(newDocuments, parallel));
        newDocuments.clear();
    }

    /** Learns from all waiting passages, in minibatches of nearly equal size. */
    public void flush() {
        indexNewDocuments();
        for (int batches = Math.ceilDiv(reservoir.size(), options.minibatch()); batches > 0; batches--) {
            update(Math.ceilDiv(reservoir.size(), batches));
        }
    }

    /** Returns the number of stochastic steps taken. */
    public long updates() {
        return updates;
    }

    /** Returns the number of passages added, learned or waiting. */
    public long passages() {
        return passages;
    }

    /**
     * Returns the per-word variational bound of the latest minibatch's log-likelihood under the
     * topics before it, in nats; 0 before the first minibatch.
     */
    public double lastBound() {
        return perWordBound;
    }

    private void update(int batchSize) {
        vocabulary.evictRareCandidates();
        List<Vocabulary.IndexedDocument> documents = options.reservoir() == 0
                ? reservoir.takeOldest(batchSize)
                : reservoir.draw(batchSize, SeededRandom.random(options.seed(), "minibatch", updates));
        new VocabularyUpdate(vocabulary, lambda, seededPriors, options, updates).apply(documents, parallel);
        Minibatch minibatch = Minibatch.of(documents, lambda.rows(), parallel);
        double[] beta = lambda.expElogBeta(minibatch.rows(), minibatch.distinct(), parallel);
        SufficientStatistics statistics = SufficientStatistics.of(minibatch, beta, alpha, options, parallel);
        perWordBound = minibatch.tokens() == 0 ? 0 : statistics.bound() / minibatch.tokens();
        // a smaller minibatch is a noisier estimate, so its step is smaller in proportion
        double sizeRatio = updates == 0 ? 1 : Math.min(1, (double) batchSize / options.minibatch());
        double rho = sizeRatio * Math.pow(options.tau0() + updates, -options.kappa());
        double corpusSize = options.corpus() > 0 ? options.corpus() : options.horizon() * passages;
        lambda.step(
                rho,
                corpusSize,
                batchSize,
                minibatch.rows(),
                minibatch.distinct(),
                statistics.expectedCounts(),
                parallel);
        if (options.learnAlpha()) {
            alpha = DirichletPrior.step(alpha, statistics.sumElogTheta(), batchSize, rho);
        }
        updates++;
    }

    /** Returns the current topics, independent of later updates. */
    public TopicModel snapshot() {
        double corpusSize = options.corpus() > 0 ? options.corpus() : passages;
        float[][] values = new float[lambda.rows()][options.topics()];
        for (int row = 0; row < values.length; row++) {
            for (int k = 0; k < options.topics(); k++) {
                values[row][k] = (float) lambda.value(row, k, corpusSize);
            }
        }
        float[] prior = new float[options.topics()];
        for (int k = 0; k < prior.length; k++) {
            prior[k] = (float) alpha[k];
        }
        return new TopicModel(
                updates,
                options.topics(),
                vocabulary.words(),
                values,
                prior,
                (float) options.eta(),
                passages,
                books.count(),
                perWordBound,
                seededPriors.concepts());
    }

    /** Serialises the learner with its waiting passages; {@link #restore} continues exactly. */
    public byte[] state() {
        indexNewDocuments();
        return LdaState.write(this);
    }

    /**
     * Restores a learner that runs in the caller's thread only.
     *
     * @throws BadInputException if the bytes are no state of a learner, or of another version
     */
    public static OnlineLda restore(byte[] state) {
        return restore(state, 1);
    }

    /** Restores a learner with several threads. */
    public static OnlineLda restore(byte[] state, int threads) {
        return LdaState.read(state, new ParallelRanges(threads));
    }

    /** Returns an independent copy of the learner. */
    public OnlineLda copy() {
        return LdaState.read(state(), parallel);
    }
}
