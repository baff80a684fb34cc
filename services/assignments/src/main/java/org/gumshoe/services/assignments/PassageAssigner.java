// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.common.faults.LastingTrouble;
import org.gumshoe.services.common.faults.Troubles;
import org.gumshoe.services.common.records.LambdaRows;
import org.gumshoe.services.common.topology.Punctuation;
import org.gumshoe.services.common.traces.ServiceSpans;
import org.gumshoe.services.common.traces.Traces;

/**
 * The processor that assigns passages under the newest topic model. When the model or a concept
 * changes, it assigns all stored passages again, in slices of two seconds. An assignment has the
 * timestamp of its passage, whenever it is made.
 */
final class PassageAssigner implements Processor<String, PassageWords, String, Assignment> {
    private static final Duration SLICE = Duration.ofSeconds(2);

    private ProcessorContext<String, Assignment> context;
    private TimestampedKeyValueStore<String, PassageWords> passages;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> conceptTable;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> modelTable;
    private Optional<AssignmentModel> current = Optional.empty();
    private LastingTrouble misfit;
    private ServiceSpans spans;
    private String lastReassigned;
    private boolean reassigning;

    @Override
    public void init(ProcessorContext<String, Assignment> processorContext) {
        context = processorContext;
        passages = context.getStateStore(AssignmentsTopology.PASSAGES);
        conceptTable = context.getStateStore(AssignmentsTopology.CONCEPTS);
        modelTable = context.getStateStore(AssignmentsTopology.MODEL);
        misfit = new LastingTrouble(Troubles.of(context.appConfigs()), "the topic model");
        spans = Traces.of(context.appConfigs()).service(AssignmentsService.NAME, "assign topics");
        Punctuation.every(Duration.ofMillis(500), context, "taking over the topic model", this::refresh);
    }

    @Override
    public void process(Record<String, PassageWords> entry) {
        if (entry.value() == null) {
            passages.delete(entry.key());
            context.forward(new Record<>(entry.key(), null, entry.timestamp()));
            return;
        }
        spans.enter(entry.key(), entry.timestamp());
        passages.put(entry.key(), ValueAndTimestamp.make(entry.value(), entry.timestamp()));
        current.ifPresent(model -> assign(model, entry.key(), entry.value(), entry.timestamp()));
    }

    private void assign(AssignmentModel model, String key, PassageWords words, long arrived) {
        context.forward(new Record<>(key, model.assign(words), arrived));
        spans.leave(key, arrived);
    }

    private void refresh(long now) {
        Optional<TopicModel> newer = LambdaRows.newerThan(
                        current.map(model -> model.model().version()).orElse(-1L),
                        modelTable,
                        whyNot -> misfit.see(whyNot, now))
                .map(rows -> rows.as(TopicModel::new));
        Map<String, Concept> concepts = concepts();
        boolean conceptsChanged =
                current.filter(model -> !model.concepts().equals(concepts)).isPresent();
        if (newer.isPresent() || conceptsChanged) {
            current = newer.or(() -> current.map(AssignmentModel::model))
                    .map(model -> AssignmentModel.of(model, concepts));
            reassigning = true;
            lastReassigned = null;
        }
        if (reassigning) {
            current.ifPresent(this::reassignSlice);
        }
    }

    private Map<String, Concept> concepts() {
        Map<String, Concept> concepts = new HashMap<>();
        try (KeyValueIterator<String, ValueAndTimestamp<Concept>> all = conceptTable.all()) {
            all.forEachRemaining(entry -> concepts.put(entry.key, entry.value.value()));
        }
        return concepts;
    }

    private void reassignSlice(AssignmentModel model) {
        long until = System.nanoTime() + SLICE.toNanos();
        try (KeyValueIterator<String, ValueAndTimestamp<PassageWords>> rest = passages.range(lastReassigned, null)) {
            while (rest.hasNext()) {
                KeyValue<String, ValueAndTimestamp<PassageWords>> entry = rest.next();
                if (entry.key.equals(lastReassigned)) {
                    continue;
                }
                assign(model, entry.key, entry.value.value(), arrived(entry.value));
                lastReassigned = entry.key;
                if (System.nanoTime() > until) {
                    return;
                }
            }
        }
        reassigning = false;
    }

    /** A row that a release without timestamps has left on this disk has none: it comes now. */
    private long arrived(ValueAndTimestamp<PassageWords> row) {
        return row.timestamp() < 0 ? context.currentSystemTimeMs() : row.timestamp();
    }
}
