// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The seeded topics of a model, and the pseudo-counts that they add to the prior of each word. */
final class SeededPriors {
    private final int topics;
    private final SortedMap<Integer, SeededTopic> byTopic = new TreeMap<>();
    private final Map<String, double[]> pseudoCounts = new HashMap<>();

    SeededPriors(int topics) {
        this.topics = topics;
    }

    /** Seeds a topic. Arrays returned by {@link #pseudoCounts} before are not modified. */
    void add(int topic, SeededTopic seeded) {
        byTopic.put(topic, seeded);
        for (String word : seeded.seeds()) {
            double[] before = pseudoCounts.get(word);
            double[] after = before == null ? new double[topics] : before.clone();
            after[topic] += seeded.pseudoCount();
            pseudoCounts.put(word, after);
        }
    }

    boolean contains(String concept) {
        return byTopic.values().stream().anyMatch(seeded -> seeded.concept().equals(concept));
    }

    /** Returns the topics that are not seeded, in ascending order. */
    List<Integer> freeTopics() {
        return IntStream.range(0, topics)
                .filter(topic -> !byTopic.containsKey(topic))
                .boxed()
                .toList();
    }

    boolean isSeedWord(String word) {
        return pseudoCounts.containsKey(word);
    }

    /** Returns a word's pseudo-counts by topic, K values, or null if it is no seed word. */
    double[] pseudoCounts(String word) {
        return pseudoCounts.get(word);
    }

    SortedMap<Integer, SeededTopic> byTopic() {
        return byTopic;
    }

    /**
     * Returns the concepts of topics 0, 1, ... up to the last seeded topic; an empty string for a
     * topic that is not seeded.
     */
    List<String> concepts() {
        List<String> concepts = new ArrayList<>();
        byTopic.forEach((topic, seeded) -> {
            while (concepts.size() < topic) {
                concepts.add("");
            }
            concepts.add(seeded.concept());
        });
        return concepts;
    }
}
