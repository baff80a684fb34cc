// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.ConceptSeeds;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.TopicComparison;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.LambdaRows;
import smile.manifold.MDS;

/** Map of the topics of the model in use: near one another where they use the same words. */
public final class TopicMap {
    /** Words that are shown of each topic: the most probable and the most relevant ones. */
    private static final int WORDS = 60;

    /** Distance below which topics have one place. */
    private static final double ALIKE = 1e-6;

    private final Map<String, SpecificRecord> table = new TreeMap<>();
    private Optional<TopicsRow> newest = Optional.empty();
    private Optional<TopicModel> model = Optional.empty();
    private boolean changed;

    /**
     * Topics of a version.
     *
     * @param heldOutPerWord log-likelihood of a held-out word, in nats
     * @param refused why a later candidate is not in use; empty where there was none
     */
    public record TopicsRow(
            long version,
            long passages,
            long books,
            int vocabulary,
            double heldOutPerWord,
            String reason,
            String refused,
            List<TopicRow> topics) {}

    /**
     * A topic.
     *
     * @param share of all words
     * @param x and {@code y} are its place, by multidimensional scaling of Hellinger distances
     * @param distances Hellinger distances of its words to those of every topic, 0 to 1
     * @param wordDrift the same to its words in the version before; null for the first version
     */
    public record TopicRow(
            int topic,
            String label,
            double share,
            double x,
            double y,
            double[] distances,
            Double wordDrift,
            List<WordRow> words) {}

    /**
     * A word of a topic.
     *
     * @param inTopic its probability in the topic
     * @param overall its probability in all topics
     */
    public record WordRow(String word, double inTopic, double overall) {}

    /** Applies a record; returns whether it closes a version. */
    synchronized boolean apply(String key, SpecificRecord rowOrNull) {
        if (rowOrNull == null) {
            table.remove(key);
        } else {
            table.put(key, rowOrNull);
        }
        changed |= key.equals(Topics.MANIFEST);
        return key.equals(Topics.MANIFEST) && rowOrNull != null;
    }

    /** Returns the topics in use; while a version's rows are still coming, those of the one before. */
    public synchronized Optional<TopicsRow> topics() {
        if (changed && table.get(Topics.MANIFEST) instanceof TopicModelManifest manifest) {
            LambdaRows.of(manifest, table.entrySet().iterator()).ifPresent(rows -> {
                model = Optional.of(rows.as(TopicModel::new));
                newest = model.map(read -> row(read, manifest));
                changed = false;
            });
        }
        return newest;
    }

    /** Returns the topic that stands for a concept in the model in use; empty where none does. */
    public synchronized Optional<Integer> nearest(Concept concept) {
        topics();
        return model.filter(read -> concept.getTopic() == null || read.hasTopic(concept.getTopic()))
                .map(read -> ConceptFinder.find(read, concept.getName(), concept.getSeeds(), concept.getTopic()))
                .filter(ConceptMatch::found)
                .map(ConceptMatch::topic);
    }

    /** Returns the words that the vocabulary of the model in use lacks; none while there is no model. */
    public synchronized List<String> unknown(List<String> words) {
        topics();
        return model.stream()
                .flatMap(read -> ConceptSeeds.asWords(words).stream().filter(word -> read.indexOf(word) < 0))
                .toList();
    }

    private static TopicsRow row(TopicModel model, TopicModelManifest manifest) {
        double[][] distances = TopicComparison.of(model, model, List.of()).wordDistance();
        double[][] places = places(distances);
        double[] overall = overall(model);
        List<TopicRow> topics = IntStream.range(0, model.topics())
                .mapToObj(topic -> new TopicRow(
                        topic,
                        topic < manifest.getLabels().size()
                                ? manifest.getLabels().get(topic)
                                : "",
                        model.share(topic),
                        places[topic][0],
                        places[topic][1],
                        distances[topic],
                        topic < manifest.getWordDrift().size()
                                ? (Double) manifest.getWordDrift().get(topic).doubleValue()
                                : null,
                        words(model, topic, overall)))
                .toList();
        return new TopicsRow(
                manifest.getVersion(),
                manifest.getPassages(),
                manifest.getBooks(),
                manifest.getWords(),
                manifest.getHeldOutPerWord(),
                manifest.getReason(),
                manifest.getRefused(),
                topics);
    }

    /**
     * Places topics in the plane; two topics and fewer have no plane, and topics that are all alike have
     * one place.
     */
    static double[][] places(double[][] distances) {
        double[][] symmetric = new double[distances.length][distances.length];
        for (int i = 0; i < distances.length; i++) {
            for (int j = 0; j < i; j++) {
                symmetric[i][j] = (distances[i][j] + distances[j][i]) / 2;
                symmetric[j][i] = symmetric[i][j];
            }
        }
        boolean differ =
                Arrays.stream(symmetric).flatMapToDouble(Arrays::stream).anyMatch(d -> d > ALIKE);
        if (!differ) {
            return new double[distances.length][2];
        }
        if (distances.length > 2) {
            return MDS.fit(symmetric, new MDS.Options(2, false)).coordinates();
        }
        return IntStream.range(0, distances.length)
                .mapToObj(topic -> new double[] {topic == 0 ? 0 : symmetric[0][topic], 0})
                .toArray(double[][]::new);
    }

    private static double[] overall(TopicModel model) {
        double total = Arrays.stream(model.topicSums()).sum();
        return Arrays.stream(model.lambda())
                .mapToDouble(row -> {
                    double sum = 0;
                    for (float value : row) {
                        sum += value;
                    }
                    return sum / total;
                })
                .toArray();
    }

    private static List<WordRow> words(TopicModel model, int topic, double[] overall) {
        TreeSet<String> words = new TreeSet<>(model.mostProbableWords(topic, WORDS));
        words.addAll(model.topWords(topic, WORDS));
        double sum = model.topicSums()[topic];
        return words.stream()
                .map(word -> {
                    int row = model.indexOf(word);
                    return new WordRow(word, model.lambda()[row][topic] / sum, overall[row]);
                })
                .sorted(Comparator.comparingDouble(WordRow::inTopic).reversed())
                .toList();
    }
}
