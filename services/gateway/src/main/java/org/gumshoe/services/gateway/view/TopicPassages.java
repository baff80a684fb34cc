// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.schemas.Assignment;

/** Passages with the largest share of each topic, as they are assigned now. */
public final class TopicPassages {
    /** More than are shown, so that some may fall without leaving a gap. */
    private static final int KEPT = 60;

    private final Map<Integer, Map<String, TopicPassage>> byTopic = new TreeMap<>();
    private final Map<Integer, Double> least = new HashMap<>();
    private int topics;

    /** A passage with its share of a topic. */
    public record TopicPassage(String book, int index, double share) {}

    /** Applies an assignment; without one, the passage is gone. */
    synchronized void apply(String key, Assignment assignmentOrNull) {
        int now = assignmentOrNull == null
                ? topics
                : assignmentOrNull.getProportions().size();
        if (now != topics) {
            byTopic.clear();
            least.clear();
            topics = now;
        }
        for (int topic = 0; topic < topics; topic++) {
            Map<String, TopicPassage> kept = byTopic.computeIfAbsent(topic, k -> new HashMap<>());
            kept.remove(key);
            if (assignmentOrNull == null) {
                continue;
            }
            double share = assignmentOrNull.getProportions().get(topic);
            if (kept.size() < KEPT || share > least.getOrDefault(topic, 0.0)) {
                kept.put(key, new TopicPassage(assignmentOrNull.getBook(), assignmentOrNull.getIndex(), share));
                trim(topic, kept);
            }
        }
    }

    private void trim(int topic, Map<String, TopicPassage> kept) {
        if (kept.size() > 2 * KEPT) {
            List<Map.Entry<String, TopicPassage>> sorted = new ArrayList<>(kept.entrySet());
            sorted.sort(
                    (a, b) -> Double.compare(b.getValue().share(), a.getValue().share()));
            kept.keySet()
                    .retainAll(sorted.subList(0, KEPT).stream()
                            .map(Map.Entry::getKey)
                            .toList());
            least.put(topic, sorted.get(KEPT - 1).getValue().share());
        }
    }

    /** Returns the passages with the largest share of a topic, the largest first. */
    public synchronized List<TopicPassage> of(int topic, int count) {
        return byTopic.getOrDefault(topic, Map.of()).values().stream()
                .sorted((a, b) -> Double.compare(b.share(), a.share()))
                .limit(count)
                .toList();
    }
}
