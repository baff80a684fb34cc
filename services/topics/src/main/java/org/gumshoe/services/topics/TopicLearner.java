// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.stream.ModelUpdate;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.common.topology.Journal;
import org.gumshoe.services.common.topology.Punctuation;
import org.gumshoe.services.common.traces.ServiceSpans;
import org.gumshoe.services.common.traces.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processor with the single learner. Its state depends on its input topic only. The clock
 * decides when a copy of the learner, which has learned from all waiting passages, is evaluated as
 * the next version.
 */
final class TopicLearner implements Processor<String, SpecificRecord, String, SpecificRecord> {
    static final String JOURNAL = "topics-learner";
    private static final Logger LOG = LoggerFactory.getLogger(TopicLearner.class);
    private static final int RECORDS_PER_CHECKPOINT = 2048;
    private static final long QUIET_MILLIS = 2000;

    private final LdaOptions options;
    private final int threads;
    private ProcessorContext<String, SpecificRecord> context;
    private Journal<SpecificRecord> journal;
    private KeyValueStore<String, Concept> concepts;
    private ServedTopicModel served;
    private ServiceSpans spans;
    private TopicStream stream;
    private long evaluatedInputs;
    private long evaluatedPassages;
    private long lastRecordAt;

    TopicLearner(LdaOptions options, int threads) {
        this.options = options;
        this.threads = threads;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        journal = new Journal<>(JOURNAL, context);
        concepts = context.getStateStore(TopicsTopology.CONCEPTS);
        served = new ServedTopicModel(context.getStateStore(TopicsTopology.PUBLISHED));
        stream = journal.restored()
                .map(state -> TopicStream.restore(state, threads))
                .orElseGet(() -> new TopicStream(options, threads));
        if (!stream.options().equals(options)) {
            LOG.warn("The topic model keeps the options that it was created with: {}", stream.options());
        }
        journal.replay(this::learn);
        evaluatedInputs = journal.published();
        spans = Traces.of(context.appConfigs()).service(TopicsService.NAME, "learn words");
        Punctuation.every(Duration.ofMillis(500), context, "judging the topic model", this::evaluateWhenDue);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        lastRecordAt = context.currentSystemTimeMs();
        if (entry.value() == null) {
            concepts.delete(entry.key());
            return;
        }
        spans.enter(entry.key(), entry.timestamp());
        // only a record that could be learned enters the journal, or it would fail at every restart
        learn(entry.value());
        journal.append(entry.value());
        spans.leave(entry.key(), entry.timestamp());
        if (entry.value() instanceof Concept concept) {
            concepts.put(entry.key(), concept);
        }
        if (journal.pending() >= RECORDS_PER_CHECKPOINT) {
            journal.checkpoint(stream.state());
        }
    }

    private void learn(SpecificRecord entry) {
        switch (entry) {
            case Concept concept -> seed(concept);
            case PassageWords words -> PassageCounter.addTo(stream, words);
            default ->
                LOG.warn(
                        "Skipped a {}, which is no input of the learner",
                        entry.getClass().getSimpleName());
        }
    }

    private void seed(Concept concept) {
        if (concept.getPseudoCount() > 0) {
            stream.addSeededTopic(new SeededTopic(concept.getName(), concept.getSeeds(), concept.getPseudoCount()));
        }
    }

    /**
     * Evaluates a candidate if there is new input and either the input has paused for two seconds
     * or the number of passages has doubled since the last evaluation (at first: has filled the
     * reservoir).
     */
    private void evaluateWhenDue(long now) {
        boolean hasNewInput = stream.passages() > 0 && stream.inputs() > evaluatedInputs;
        boolean isQuiet = now - lastRecordAt >= QUIET_MILLIS;
        if (hasNewInput
                && (isQuiet
                        || stream.passages()
                                >= Math.max(options.reservoir() + options.minibatch(), 2 * evaluatedPassages))) {
            evaluate(now);
            evaluatedInputs = stream.inputs();
            evaluatedPassages = stream.passages();
            journal.published(evaluatedInputs);
        }
    }

    private void evaluate(long now) {
        served.refresh();
        TopicModel candidate = stream.latest().withVersion(served.nextVersion());
        ModelUpdate update = ModelUpdate.of(served.model().orElse(null), served.labels(), candidate, stream.heldOut());
        if (update.decision().promoted()) {
            PinnedConcepts.moved(concepts, update.successors())
                    .forEach(concept -> context.forward(new Record<>(concept.getName(), concept, now)));
            served.promote(candidate, update, stream.heldOut().size())
                    .forEach((key, value) -> context.forward(new Record<>(key, value, now)));
            LOG.info(
                    "Topic model version {}: {} topics, {} words, {} passages; {}",
                    candidate.version(),
                    candidate.topics(),
                    candidate.words().length,
                    candidate.passages(),
                    update.decision().reason());
        } else {
            served.refuse(candidate, update).forEach((key, value) -> context.forward(new Record<>(key, value, now)));
            LOG.info(
                    "Topic model version {} stays in use: {}",
                    served.version(),
                    update.decision().reason());
        }
    }
}
