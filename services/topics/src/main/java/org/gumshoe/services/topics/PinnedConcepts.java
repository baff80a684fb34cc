// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.Concept;

/** A query of the concepts that users have pinned to a topic. */
final class PinnedConcepts {
    private PinnedConcepts() {}

    /**
     * Finds the pinned concepts whose topic has another number in the new model, and pins them to
     * that number.
     *
     * @param successors for each topic of the old model, its number in the new model; empty if the
     *     topics keep their numbers
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
