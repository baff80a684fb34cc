// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.common.records.LambdaRows;
import org.gumshoe.text.words.Words;

/** A scorer of texts by concept, under the topic model in use. */
final class ConceptScorer {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> models;
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts;
    private final Map<String, Found> matches = new HashMap<>();
    private Optional<TopicModel> model = Optional.empty();

    private record Found(Concept concept, ConceptMatch match) {}

    /**
     * Creates a scorer.
     *
     * @param models table of the topic {@code topic-model}
     * @param concepts table of the topic {@code concepts}
     */
    ConceptScorer(
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> models,
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts) {
        this.models = models;
        this.concepts = concepts;
    }

    /** Switches to a newer complete model, if there is one. */
    void refresh() {
        LambdaRows.newerThan(model.map(TopicModel::version).orElse(-1L), models)
                .map(rows -> rows.as(TopicModel::new))
                .ifPresent(newer -> {
                    model = Optional.of(newer);
                    matches.clear();
                });
    }

    boolean isAnnounced(String concept) {
        return concepts.get(concept) != null;
    }

    /**
     * Scores a text for a concept, 0 to 1.
     *
     * @return empty while there is no model or no such concept, if the concept is not found in the
     *     model, or if it is pinned to a topic that does not exist
     */
    OptionalDouble score(String concept, String text) {
        ValueAndTimestamp<Concept> entry = concepts.get(concept);
        if (model.isEmpty() || entry == null) {
            matches.remove(concept);
            return OptionalDouble.empty();
        }
        TopicModel current = model.get();
        Integer pinned = entry.value().getTopic();
        if (pinned != null && !current.hasTopic(pinned)) {
            return OptionalDouble.empty();
        }
        ConceptMatch match = matches.compute(concept, (name, found) -> {
                    Concept wanted = entry.value();
                    return found != null && found.concept.equals(wanted)
                            ? found
                            : new Found(
                                    wanted, ConceptFinder.find(current, name, wanted.getSeeds(), wanted.getTopic()));
                })
                .match();
        return match.found()
                ? OptionalDouble.of(match.score(current.proportions(BagOfWords.of(Words.tokens(text)))))
                : OptionalDouble.empty();
    }
}
