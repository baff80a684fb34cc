// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.OnlineLda;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.text.words.Words;

/**
 * Concept as found by the online topic model: the noisy signal that the refinement starts from.
 *
 * @param match the topics of the seed words
 */
public record LdaConcept(TopicModel model, ConceptMatch match) {
    /** Random seed of the topic model where none is varied. */
    public static final long SEED = 1;

    private static final int SMALL_MINIBATCH = 64;
    private static final int SMALL = 2000;

    /** Word counts of all passages, counted once. */
    public static final class WordCounts {
        private final Map<String, List<BagOfWords>> bags = new HashMap<>();
        private final Map<String, List<Map<String, int[]>>> capitals = new HashMap<>();

        public WordCounts(Corpus corpus) {
            for (Corpus.Labelled book : corpus.books()) {
                List<BagOfWords> bag = new ArrayList<>();
                List<Map<String, int[]>> capital = new ArrayList<>();
                for (String passage : book.passages()) {
                    bag.add(BagOfWords.of(Words.tokens(passage)));
                    capital.add(Words.capitals(passage));
                }
                bags.put(book.id(), bag);
                capitals.put(book.id(), capital);
            }
        }

        public BagOfWords bag(Corpus.Sampled passage) {
            return bags.get(passage.book().id()).get(passage.index());
        }
    }

    /**
     * Learns the topic model in one pass over the books, in the order of their ids, and finds the
     * concept.
     *
     * @param seeded whether the seed words enter the prior, as small corpora need
     * @throws BadInputException when the topics do not hold the concept
     */
    public static LdaConcept learn(
            WordCounts words,
            List<Corpus.Labelled> books,
            String concept,
            List<String> seeds,
            boolean seeded,
            long seed) {
        int passages = books.stream().mapToInt(b -> b.passages().size()).sum();
        return learn(words, books, concept, seeds, seeded, options(passages).withSeed(seed));
    }

    /** Returns the default options for a number of passages: small minibatches where they are few. */
    public static LdaOptions options(int passages) {
        LdaOptions options = LdaOptions.defaults();
        return passages < SMALL ? options.withMinibatch(SMALL_MINIBATCH) : options;
    }

    /** Learns the topic model with the given options and finds the concept. */
    public static LdaConcept learn(
            WordCounts words,
            List<Corpus.Labelled> books,
            String concept,
            List<String> seeds,
            boolean seeded,
            LdaOptions options) {
        TopicModel model = learn(
                words,
                books,
                seeded ? List.of(new SeededTopic(concept, seeds, SeededTopic.DEFAULT_PSEUDO_COUNT)) : List.of(),
                options);
        ConceptMatch match = ConceptFinder.find(model, concept, seeds, null);
        if (!match.found()) {
            throw new BadInputException("The topic model does not hold the concept " + concept + ": "
                    + match.explanation() + "; give other words with --seeds.");
        }
        return new LdaConcept(model, match);
    }

    /** Learns a topic model in one pass over the books, with any number of seeded topics. */
    public static TopicModel learn(
            WordCounts words, List<Corpus.Labelled> books, List<SeededTopic> seeded, LdaOptions options) {
        OnlineLda lda = new OnlineLda(options, seeded);
        for (Corpus.Labelled book : books) {
            List<BagOfWords> bags = words.bags.get(book.id());
            for (int i = 0; i < bags.size(); i++) {
                lda.add(book.id(), bags.get(i), words.capitals.get(book.id()).get(i));
            }
        }
        lda.flush();
        return lda.snapshot();
    }

    /** Returns random words of the vocabulary: the control for the seed words. */
    public List<String> randomWords(int count, long seed) {
        List<String> words = new ArrayList<>(List.of(model.words()));
        Collections.shuffle(words, new Random(seed));
        return words.subList(0, count);
    }

    /** Returns the concept of other words in the same topic model. */
    public LdaConcept of(List<String> words) {
        return new LdaConcept(model, ConceptFinder.find(model, "random words", words, null));
    }

    /** As {@link #of(List)}, of {@link #randomWords}. */
    public LdaConcept randomControl(int count, long seed) {
        return of(randomWords(count, seed));
    }

    /** Returns the concept score of any text. */
    public double score(String text) {
        return match.score(model.proportions(BagOfWords.of(Words.tokens(text))));
    }

    /** Returns the concept score of each passage. */
    public double[] scores(WordCounts words, List<Corpus.Sampled> passages) {
        return passages.parallelStream()
                .mapToDouble(p -> match.score(model.proportions(words.bag(p))))
                .toArray();
    }

    /** Returns the share of one topic in each passage. */
    public double[] scores(WordCounts words, List<Corpus.Sampled> passages, int topic) {
        return passages.parallelStream()
                .mapToDouble(p -> model.proportions(words.bag(p))[topic])
                .toArray();
    }
}
