// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.Concept;

/** Concepts that a person has pinned to a topic. */
final class PinnedConcepts {
    private PinnedConcepts() {}

    /**
     * Those whose topic has another number in the new model, pinned to that one.
     *
     * @param successors by topic of the old model; empty when topic k is still topic k
     */
    static List<Concept> moved(KeyValueStore<String, Concept> concepts, int[] successors) {
        List<Concept> moved = new ArrayList<>();
        try (KeyValueIterator<String, Concept> all = concepts.all()) {
            while (all.hasNext()) {
                Concept concept = all.next().value;
                Integer topic = concept.getTopic();
                if (topic != null && topic >= 0 && topic < successors.length && successors[topic] != topic) {
                    moved.add(Concept.newBuilder(concept)
                            .setTopic(successors[topic])
                            .build());
                }
            }
        }
        return moved;
    }
}
