// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.common.records.LambdaRows;
import org.gumshoe.text.Words;

/** How much of a concept the topic model in force finds in any text, as in a passage. */
final class ConceptScorer {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> models;
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts;
    private final Map<Concept, ConceptMatch> matches = new HashMap<>();
    private TopicModel model;

    /** @param models and concepts: the topics of these names as tables */
    ConceptScorer(
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> models,
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts) {
        this.models = models;
        this.concepts = concepts;
    }

    /** Takes up a newer model if there is one. */
    void refresh() {
        LambdaRows.newerThan(model == null ? -1 : model.version(), models)
                .map(rows -> rows.as(TopicModel::new))
                .ifPresent(newer -> {
                    model = newer;
                    matches.clear();
                });
    }

    /**
     * The concept's score of the text, 0 to 1; empty while there is no model, or while it does not
     * hold the concept.
     */
    OptionalDouble score(String concept, String text) {
        ValueAndTimestamp<Concept> wanted = concepts.get(concept);
        if (model == null || wanted == null) {
            return OptionalDouble.empty();
        }
        try {
            ConceptMatch match = matches.computeIfAbsent(
                    wanted.value(), c -> ConceptFinder.find(model, concept, c.getSeeds(), c.getTopic()));
            return match.found()
                    ? OptionalDouble.of(match.score(model.proportions(BagOfWords.of(Words.tokens(text)))))
                    : OptionalDouble.empty();
        } catch (BadInputException pinnedToNothing) {
            return OptionalDouble.empty();
        }
    }
}
