// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;

/** Finds the topic that a concept's seed words point at. */
public final class ConceptFinder {
    private static final int WORDS = 12;
    private static final int SEEDS_SHOWN = 5;
    /**
     * Nats that the seeds tell about topics, beyond what any word tells. Words taken at random tell
     * less.
     */
    private static final double TELLING = 0.5;

    private ConceptFinder() {}

    /**
     * The topic that the seed words tell most about. A topic's seed mass m is the mean over the
     * seeds of p(topic | seed) = lambda[seed][topic] / sum of lambda[seed], so that one frequent
     * seed does not outvote the others. Topics are ranked by m log(m / share of all words): their
     * parts of the Kullback-Leibler divergence between the topics of the seeds and those of any
     * word. Mass alone would choose the large topic of words that every book has.
     *
     * <p>A model may split a concept over topics, differently for each seed of its random numbers.
     * So the concept is scored by all of them: by Bayes, the sum over topics of p(topic | passage)
     * times a topic's lift m / share is how many times likelier the seeds are in the passage than
     * in any text. A topic belongs to the concept in proportion to its lift.
     *
     * @param pinnedTopic a topic chosen by a person, or null
     * @return with {@code found} false when no seed is in the vocabulary and no topic is pinned
     */
    public static ConceptMatch find(TopicModel model, String concept, List<String> seeds, Integer pinnedTopic) {
        if (pinnedTopic != null && (pinnedTopic < 0 || pinnedTopic >= model.topics())) {
            throw new BadInputException("The concept " + concept + " is pinned to topic " + pinnedTopic
                    + ", but topics go from 0 to " + (model.topics() - 1) + "; pin one of these.");
        }
        List<String> known = ConceptSeeds.asWords(seeds).stream()
                .filter(seed -> model.indexOf(seed) >= 0)
                .toList();
        double[] mass = mass(model, known);
        double[] gain = IntStream.range(0, model.topics())
                .mapToDouble(k -> gain(mass[k], model.size(k)))
                .toArray();
        List<Integer> ranking = IntStream.range(0, model.topics())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer topic) -> -gain[topic])
                        .thenComparing(topic -> topic))
                .toList();
        if (pinnedTopic == null && known.isEmpty()) {
            String why = "none of the seed words of " + concept + " (" + String.join(", ", seeds)
                    + ") is in the vocabulary of " + model.words().length + " words yet";
            return new ConceptMatch(concept, -1, 0, 0, List.of(), List.of(), List.of(), why, false, false);
        }
        int topic = pinnedTopic == null ? ranking.getFirst() : pinnedTopic;
        boolean fits = pinnedTopic != null || Arrays.stream(gain).sum() >= TELLING;
        return new ConceptMatch(
                concept,
                topic,
                mass[topic],
                lift(model, mass, topic),
                model.topWords(topic, WORDS),
                ranking,
                pinnedTopic == null ? belonging(model, mass) : alone(topic, model.topics()),
                explanation(model, mass, ranking, topic, known, pinnedTopic != null, fits),
                true,
                fits);
    }

    private static String explanation(
            TopicModel model,
            double[] mass,
            List<Integer> ranking,
            int topic,
            List<String> known,
            boolean pinned,
            boolean fits) {
        if (known.isEmpty()) {
            return "topic " + topic + " is pinned";
        }
        int next = ranking.get(ranking.getFirst() == topic ? 1 : 0);
        String held =
                "topic %d holds %.0f %% of the mass of: %s; next best topic %d with %.0f %%; %.1f times its share of all words"
                        .formatted(
                                topic,
                                100 * mass[topic],
                                shown(known),
                                next,
                                100 * mass[next],
                                lift(model, mass, topic));
        String advice = fits
                ? ""
                : "; no topic fits, since these words are spread over the topics almost as all words are: let them guide a topic's prior, or give others";
        return (pinned ? "pinned: " : "") + held + advice;
    }

    private static double lift(TopicModel model, double[] mass, int topic) {
        return mass[topic] / Math.max(model.size(topic), 1e-12);
    }

    private static List<Double> belonging(TopicModel model, double[] mass) {
        double[] lift = IntStream.range(0, mass.length)
                .mapToDouble(k -> lift(model, mass, k))
                .toArray();
        double most = Arrays.stream(lift).max().orElse(1);
        return Arrays.stream(lift).mapToObj(l -> l / most).toList();
    }

    private static List<Double> alone(int topic, int topics) {
        return IntStream.range(0, topics).mapToObj(k -> k == topic ? 1.0 : 0.0).toList();
    }

    private static double gain(double mass, double share) {
        return mass == 0 ? 0 : mass * Math.log(mass / share);
    }

    private static double[] mass(TopicModel model, List<String> seeds) {
        double[] mass = new double[model.topics()];
        for (String seed : seeds) {
            float[] row = model.lambda()[model.indexOf(seed)];
            double sum = 0;
            for (float value : row) {
                sum += value;
            }
            for (int k = 0; k < mass.length; k++) {
                mass[k] += row[k] / sum / seeds.size();
            }
        }
        return mass;
    }

    private static String shown(List<String> seeds) {
        int more = seeds.size() - SEEDS_SHOWN;
        return String.join(", ", seeds.subList(0, Math.min(SEEDS_SHOWN, seeds.size())))
                + (more > 0 ? ", … (" + more + " more)" : "");
    }
}
