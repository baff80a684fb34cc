// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;

/** A search for the topic of a concept that is given by seed words. */
public final class ConceptFinder {
    private static final int TOP_WORDS = 12;
    private static final int SEEDS_SHOWN = 5;

    /**
     * Smallest Kullback-Leibler divergence, in nats, of p(topic | seed words) from p(topic) at
     * which the seed words count as a concept. Random words stay below it.
     */
    private static final double MIN_DIVERGENCE = 0.5;

    private ConceptFinder() {}

    /**
     * Finds the topic that the seed words are most informative about.
     *
     * <p>The seed mass m of a topic is the mean over the seed words of p(topic | word) =
     * lambda[word][topic] / sum of lambda[word]. The mean is over words, not occurrences, so a
     * frequent seed word does not outweigh the others. Topics are ranked by m log(m / s), where s
     * is the topic's share of all words: the topic's term of KL(p(topic | seed words) || p(topic)).
     * Ranking by m alone would favour large topics of words that occur in every book.
     *
     * <p>A model may split a concept over several topics, differently for each random seed.
     * {@link ConceptMatch#score} therefore uses all topics, each weighted by its lift m / s. By
     * Bayes' rule, the sum over topics of p(topic | passage) m / s is how many times likelier the
     * seed words are in the passage than in the corpus.
     *
     * @param pinnedTopic a topic chosen by the user, or null to search
     * @return a match whose {@code found} is false if no seed word is in the vocabulary and no
     *     topic is pinned
     * @throws BadInputException if the model has no topic {@code pinnedTopic}
     */
    public static ConceptMatch find(TopicModel model, String concept, List<String> seedWords, Integer pinnedTopic) {
        if (pinnedTopic != null && !model.hasTopic(pinnedTopic)) {
            throw new BadInputException("The concept " + concept + " is pinned to topic " + pinnedTopic
                    + ", but topics go from 0 to " + (model.topics() - 1) + "; pin one of these.");
        }
        List<String> known = ConceptSeeds.asWords(seedWords).stream()
                .filter(word -> model.indexOf(word) >= 0)
                .toList();
        double[] seedMass = seedMass(model, known);
        double[] divergence = IntStream.range(0, model.topics())
                .mapToDouble(k -> divergenceTerm(seedMass[k], model.share(k)))
                .toArray();
        List<Integer> ranking = IntStream.range(0, model.topics())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer topic) -> -divergence[topic])
                        .thenComparing(topic -> topic))
                .toList();
        if (pinnedTopic == null && known.isEmpty()) {
            String why = "none of the seed words of " + concept + " (" + String.join(", ", seedWords)
                    + ") is in the vocabulary of " + model.words().length + " words yet";
            return new ConceptMatch(concept, -1, 0, 0, List.of(), List.of(), List.of(), why, false, false);
        }
        int topic = pinnedTopic == null ? ranking.getFirst() : pinnedTopic;
        boolean fits = pinnedTopic != null || Arrays.stream(divergence).sum() >= MIN_DIVERGENCE;
        return new ConceptMatch(
                concept,
                topic,
                seedMass[topic],
                lift(model, seedMass, topic),
                model.topWords(topic, TOP_WORDS),
                ranking,
                pinnedTopic == null ? relativeLift(model, seedMass) : oneHot(topic, model.topics()),
                explanation(model, seedMass, ranking, topic, seedWords, known, pinnedTopic != null, fits),
                true,
                fits);
    }

    /**
     * Returns the candidate that the seed words of a concept are most informative about; the
     * smallest candidate where no seed word is in the vocabulary.
     *
     * @param candidates topics, at least one
     */
    static int nearest(TopicModel model, SeededTopic seeded, List<Integer> candidates) {
        return find(model, seeded.concept(), seeded.seeds(), null).ranking().stream()
                .filter(candidates::contains)
                .findFirst()
                .orElseGet(() -> Collections.min(candidates, Comparator.comparingDouble(model::share)));
    }

    private static String explanation(
            TopicModel model,
            double[] seedMass,
            List<Integer> ranking,
            int topic,
            List<String> seedWords,
            List<String> known,
            boolean pinned,
            boolean fits) {
        if (known.isEmpty()) {
            return "topic " + topic + " is pinned";
        }
        int next = ranking.get(ranking.getFirst() == topic ? 1 : 0);
        String shares =
                "topic %d holds %.0f %% of the mass of: %s; next best topic %d with %.0f %%; %.1f times its share of all words"
                        .formatted(
                                topic,
                                100 * seedMass[topic],
                                abbreviated(known),
                                next,
                                100 * seedMass[next],
                                lift(model, seedMass, topic));
        String advice = fits
                ? ""
                : "; no topic fits, since these words are spread over the topics almost as all words are: let them guide a topic's prior, or give others";
        return (pinned ? "pinned: " : "") + shares + lacking(model, seedWords) + advice;
    }

    private static String lacking(TopicModel model, List<String> seedWords) {
        List<String> lacking = ConceptSeeds.asWords(seedWords).stream()
                .filter(word -> model.indexOf(word) < 0)
                .toList();
        return lacking.isEmpty() ? "" : "; not in the vocabulary: " + abbreviated(lacking);
    }

    private static double[] seedMass(TopicModel model, List<String> seedWords) {
        double[] mass = new double[model.topics()];
        for (String word : seedWords) {
            float[] row = model.lambda()[model.indexOf(word)];
            double sum = 0;
            for (float value : row) {
                sum += value;
            }
            for (int k = 0; k < mass.length; k++) {
                mass[k] += row[k] / sum / seedWords.size();
            }
        }
        return mass;
    }

    private static double divergenceTerm(double mass, double share) {
        return mass == 0 ? 0 : mass * Math.log(mass / share);
    }

    private static double lift(TopicModel model, double[] seedMass, int topic) {
        return seedMass[topic] / Math.max(model.share(topic), 1e-12);
    }

    private static List<Double> relativeLift(TopicModel model, double[] seedMass) {
        double[] lift = IntStream.range(0, seedMass.length)
                .mapToDouble(k -> lift(model, seedMass, k))
                .toArray();
        double largest = Arrays.stream(lift).max().orElse(1);
        return Arrays.stream(lift).mapToObj(l -> l / largest).toList();
    }

    private static List<Double> oneHot(int topic, int topics) {
        return IntStream.range(0, topics).mapToObj(k -> k == topic ? 1.0 : 0.0).toList();
    }

    private static String abbreviated(List<String> words) {
        int more = words.size() - SEEDS_SHOWN;
        return String.join(", ", words.subList(0, Math.min(SEEDS_SHOWN, words.size())))
                + (more > 0 ? ", … (" + more + " more)" : "");
    }
}
