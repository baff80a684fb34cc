// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
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
import org.gumshoe.services.common.runtime.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single learner. What it has learned depends on the log alone; the clock only decides when the
 * topics are judged and published, from a copy that learns all that waits.
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
    private ServedTopicModel published;
    private TopicStream stream;
    private long judgedEntries;
    private long judgedPassages;
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
        published = new ServedTopicModel(context.getStateStore(TopicsTopology.PUBLISHED));
        stream = journal.restored()
                .map(state -> TopicStream.restore(state, threads))
                .orElseGet(() -> new TopicStream(options, threads));
        if (!stream.options().equals(options)) {
            LOG.warn("The topic model goes on with the options that it began with: {}", stream.options());
        }
        journal.replay(this::fold);
        judgedEntries = journal.published();
        context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, this::judgeWhenDue);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        lastRecordAt = context.currentSystemTimeMs();
        if (entry.value() == null) {
            concepts.delete(entry.key());
            return;
        }
        // what cannot be folded must not come back with every restart
        fold(entry.value());
        journal.append(entry.value());
        if (entry.value() instanceof Concept concept) {
            concepts.put(entry.key(), concept);
        }
        if (journal.pending() >= RECORDS_PER_CHECKPOINT) {
            journal.checkpoint(stream.state());
        }
    }

    private void fold(SpecificRecord entry) {
        switch (entry) {
            case Concept concept -> guide(concept);
            case PassageWords words -> TopicsTopology.fold(words, stream);
            default ->
                LOG.warn(
                        "A {} does not belong into the log of words; skipped",
                        entry.getClass().getSimpleName());
        }
    }

    private void guide(Concept concept) {
        if (concept.getPseudoCount() > 0) {
            stream.addSeededTopic(new SeededTopic(concept.getName(), concept.getSeeds(), concept.getPseudoCount()));
        }
    }

    /**
     * When twice as many passages have come as at the last judgement, once they fill the reservoir,
     * and when the stream is quiet.
     */
    private void judgeWhenDue(long now) {
        boolean isNew = stream.passages() > 0 && stream.inputs() > judgedEntries;
        boolean quiet = now - lastRecordAt >= QUIET_MILLIS;
        if (isNew
                && (quiet
                        || stream.passages()
                                >= Math.max(options.reservoir() + options.minibatch(), 2 * judgedPassages))) {
            judge(now);
            judgedEntries = stream.inputs();
            judgedPassages = stream.passages();
            journal.published(judgedEntries);
        }
    }

    private void judge(long now) {
        published.refresh();
        TopicModel candidate = stream.latest().withVersion(published.version() + 1);
        ModelUpdate update = ModelUpdate.of(published.model(), published.labels(), candidate, stream.heldOut());
        if (update.decision().promoted()) {
            PinnedConcepts.moved(concepts, update.successors())
                    .forEach(concept -> context.forward(new Record<>(concept.getName(), concept, now)));
            published
                    .replace(candidate, update, stream.heldOut().size())
                    .forEach((key, value) -> context.forward(new Record<>(key, value, now)));
            LOG.info(
                    "Topic model version {}: {} topics, {} words, {} passages; {}",
                    candidate.version(),
                    candidate.topics(),
                    candidate.words().length,
                    candidate.passages(),
                    update.decision().reason());
        } else {
            published
                    .refuse(candidate, update)
                    .forEach((key, value) -> context.forward(new Record<>(key, value, now)));
            LOG.info(
                    "Topic model version {} stays in use: {}",
                    published.version(),
                    update.decision().reason());
        }
    }
}
