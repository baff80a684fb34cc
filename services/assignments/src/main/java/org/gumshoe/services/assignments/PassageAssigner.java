// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.ConceptSeeds;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.LambdaRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores passages under the newest topic model; a new model or concept sends all passages through
 * again, a slice at a time.
 */
final class PassageAssigner implements Processor<String, PassageWords, String, Assignment> {
    private static final Logger LOG = LoggerFactory.getLogger(PassageAssigner.class);
    private static final Duration SLICE = Duration.ofSeconds(2);

    private ProcessorContext<String, Assignment> context;
    private KeyValueStore<String, PassageWords> passages;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> conceptTable;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> modelTable;
    private TopicModel model;
    private Map<String, Concept> concepts = Map.of();
    private Map<String, ConceptMatch> matches = Map.of();
    private Map<String, Set<String>> seeds = Map.of();
    private String resumeAfter;
    private boolean behind;

    @Override
    public void init(ProcessorContext<String, Assignment> processorContext) {
        context = processorContext;
        passages = context.getStateStore(AssignmentsTopology.PASSAGES);
        conceptTable = context.getStateStore(AssignmentsTopology.CONCEPTS);
        modelTable = context.getStateStore(AssignmentsTopology.MODEL);
        context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, now -> refresh());
    }

    @Override
    public void process(Record<String, PassageWords> entry) {
        if (entry.value() == null) {
            passages.delete(entry.key());
            context.forward(new Record<>(entry.key(), null, entry.timestamp()));
            return;
        }
        passages.put(entry.key(), entry.value());
        if (model != null) {
            context.forward(new Record<>(entry.key(), assign(entry.value()), entry.timestamp()));
        }
    }

    private void refresh() {
        boolean changed = LambdaRows.newerThan(model == null ? -1 : model.version(), modelTable)
                .map(rows -> rows.as(TopicModel::new))
                .map(this::adopt)
                .orElse(false);
        Map<String, Concept> current = currentConcepts();
        if (model != null && (changed || !current.equals(concepts))) {
            concepts = current;
            matches = new HashMap<>();
            seeds = new HashMap<>();
            concepts.forEach((name, concept) -> seeds.put(name, Set.copyOf(ConceptSeeds.asWords(concept.getSeeds()))));
            concepts.forEach(this::find);
            behind = true;
            resumeAfter = null;
        }
        if (behind) {
            assignSlice();
        }
    }

    /** One concept that cannot be looked for does not keep the others from being found. */
    private void find(String name, Concept concept) {
        try {
            ConceptMatch match = ConceptFinder.find(model, name, concept.getSeeds(), concept.getTopic());
            LOG.info("Version {}, {}: {}", model.version(), name, match.explanation());
            matches.put(name, match);
        } catch (BadInputException e) {
            LOG.warn("Version {}, {}: {}", model.version(), name, e.getMessage());
        }
    }

    private boolean adopt(TopicModel newer) {
        model = newer;
        return true;
    }

    private Map<String, Concept> currentConcepts() {
        Map<String, Concept> current = new HashMap<>();
        try (KeyValueIterator<String, ValueAndTimestamp<Concept>> all = conceptTable.all()) {
            all.forEachRemaining(entry -> current.put(entry.key, entry.value.value()));
        }
        return current;
    }

    private void assignSlice() {
        long until = System.nanoTime() + SLICE.toNanos();
        try (KeyValueIterator<String, PassageWords> rest = passages.range(resumeAfter, null)) {
            while (rest.hasNext()) {
                KeyValue<String, PassageWords> entry = rest.next();
                if (entry.key.equals(resumeAfter)) {
                    continue;
                }
                context.forward(new Record<>(entry.key, assign(entry.value), context.currentSystemTimeMs()));
                resumeAfter = entry.key;
                if (System.nanoTime() > until) {
                    return;
                }
            }
        }
        behind = false;
    }

    private Assignment assign(PassageWords words) {
        float[] shares = model.proportions(new BagOfWords(
                words.getWords().toArray(String[]::new),
                words.getCounts().stream().mapToInt(Integer::intValue).toArray()));
        Assignment assignment = Assignment.newBuilder()
                .setBook(words.getBook())
                .setIndex(words.getIndex())
                .setModelVersion(model.version())
                .setProportions(FloatLists.list(shares))
                .setConcepts(new HashMap<>())
                .setTopics(new HashMap<>())
                .setSeeds(new HashMap<>())
                .build();
        matches.values().stream().filter(ConceptMatch::found).forEach(match -> {
            assignment.getConcepts().put(match.concept(), (float) match.score(shares));
            assignment.getTopics().put(match.concept(), match.topic());
            int named = seedWords(words, seeds.get(match.concept()));
            if (named > 0) {
                assignment.getSeeds().put(match.concept(), named);
            }
        });
        return assignment;
    }

    private static int seedWords(PassageWords words, Set<String> seeds) {
        return IntStream.range(0, words.getWords().size())
                .filter(i -> seeds.contains(words.getWords().get(i)))
                .map(words.getCounts()::get)
                .sum();
    }
}
