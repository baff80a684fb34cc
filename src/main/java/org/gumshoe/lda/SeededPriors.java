// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which concept guides which topic, and what their seeds add to the prior. */
final class SeededPriors {
    private final int topics;
    private final SortedMap<Integer, SeededTopic> byTopic = new TreeMap<>();
    private final Map<String, double[]> priors = new HashMap<>();

    SeededPriors(int topics) {
        this.topics = topics;
    }

    /** Each seed's pseudo-counts are a new array: those handed out before stay what they were. */
    void add(int topic, SeededTopic guide) {
        byTopic.put(topic, guide);
        for (String seed : guide.seeds()) {
            double[] before = priors.get(seed);
            double[] prior = before == null ? new double[topics] : before.clone();
            prior[topic] += guide.pseudoCount();
            priors.put(seed, prior);
        }
    }

    boolean holds(String concept) {
        return byTopic.values().stream().anyMatch(guide -> guide.concept().equals(concept));
    }

    boolean isFree(int topic) {
        return !byTopic.containsKey(topic);
    }

    /** Pseudo-counts of a word by topic, or null when no guide names it. */
    double[] prior(String word) {
        return priors.get(word);
    }

    SortedMap<Integer, SeededTopic> byTopic() {
        return byTopic;
    }

    /**
     * The concepts that guide topics 0, 1, ... up to the last guided one; empty where none does.
     */
    List<String> concepts() {
        List<String> concepts = new ArrayList<>();
        byTopic.forEach((topic, guide) -> {
            while (concepts.size() < topic) {
                concepts.add("");
            }
            concepts.add(guide.concept());
        });
        return concepts;
    }
}
