// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.Concept;

/**
 * The filter that lets through what concerns an announced concept, and removals. A story can be asked
 * for with any concept, and each that is measured has metrics and stories in the state for good.
 */
final class AnnouncedConcepts<V> extends ContextualFixedKeyProcessor<String, V, V> {
    private final Function<V, String> concept;

    /** @param concept of a record */
    AnnouncedConcepts(Function<V, String> concept) {
        this.concept = concept;
    }

    @Override
    public void process(FixedKeyRecord<String, V> record) {
        ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> announced =
                context().getStateStore(EvaluationTopology.CONCEPTS);
        if (record.value() == null || announced.get(concept.apply(record.value())) != null) {
            context().forward(record);
        }
    }
}
