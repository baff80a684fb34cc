// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.gumshoe.lda.Guide;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.OnlineLda;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.kit.Floats;
import org.gumshoe.services.kit.Journal;
import org.gumshoe.services.kit.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single learner. What it learns depends on the log, and on the clock in one thing: when the stream is quiet it learns from the passages that
 * still wait for a full minibatch.
 */
final class Learner implements Processor<String, SpecificRecord, String, SpecificRecord> {
    static final String JOURNAL = "topics-learner";
    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);
    private static final int RECORDS_PER_CHECKPOINT = 2048;
    private static final long QUIET_MILLIS = 2000;

    private final LdaOptions options;
    private final List<Guide> guides = new ArrayList<>();
    private final Set<String> publishedWords = new HashSet<>();
    private ProcessorContext<String, SpecificRecord> context;
    private Journal<SpecificRecord> journal;
    private OnlineLda lda;
    private long published;
    private long flushed;
    private long lastRecordAt;

    Learner(LdaOptions options) {
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        journal = new Journal<>(JOURNAL, context);
        lda = journal.restored().map(OnlineLda::restore).orElse(null);
        journal.replay(this::fold);
        published = journal.published();
        context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, this::publishWhenDue);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        lastRecordAt = context.currentSystemTimeMs();
        // what cannot be folded must not come back with every restart
        fold(entry.value());
        journal.append(entry.value());
        if (lda != null && journal.pending() >= RECORDS_PER_CHECKPOINT) {
            journal.checkpoint(lda.state());
        }
    }

    private void fold(SpecificRecord entry) {
        switch (entry) {
            case Concept concept -> guide(concept);
            case PassageWords words -> {
                if (lda == null) {
                    lda = new OnlineLda(options, guides);
                }
                lda.add(words.getBook(), TopicsTopology.bag(words), TopicsTopology.capitals(words));
            }
            default ->
                LOG.warn(
                        "A {} does not belong into the log of words; skipped",
                        entry.getClass().getSimpleName());
        }
    }

    private void guide(Concept concept) {
        if (concept.getPseudoCount() <= 0
                || guides.stream().anyMatch(g -> g.concept().equals(concept.getName()))) {
            return;
        }
        if (lda != null || guides.size() == options.topics()) {
            if (lda == null || !lda.snapshot().guided().contains(concept.getName())) {
                LOG.warn(
                        "Concept {} is looked for but cannot guide the prior: {}",
                        concept.getName(),
                        lda == null ? "every topic has its guide" : "the topic model had begun before it came");
            }
            return;
        }
        guides.add(new Guide(concept.getName(), concept.getSeeds(), concept.getPseudoCount()));
    }

    /** Publishes when the model has doubled its updates, and when the stream is quiet. */
    private void publishWhenDue(long now) {
        if (lda == null) {
            return;
        }
        boolean quiet = now - lastRecordAt >= QUIET_MILLIS;
        if (quiet && lda.passages() > flushed) {
            lda.flush();
            flushed = lda.passages();
            journal.checkpoint(lda.state());
        }
        if (lda.updates() > published && (quiet || lda.updates() >= 2 * published)) {
            publish(now);
        }
    }

    private void publish(long now) {
        TopicModel model = lda.snapshot();
        Set<String> words = new HashSet<>();
        for (int w = 0; w < model.words().length; w++) {
            words.add(model.words()[w]);
            context.forward(new Record<>(
                    model.words()[w], new TopicModelRow(model.version(), Floats.list(model.lambda()[w])), now));
        }
        publishedWords.stream()
                .filter(w -> !words.contains(w))
                .forEach(w -> context.forward(new Record<>(w, null, now)));
        publishedWords.clear();
        publishedWords.addAll(words);
        context.forward(new Record<>(Topics.MANIFEST, manifest(model), now));
        published = lda.updates();
        journal.published(published);
        LOG.info(
                "Topic model version {}: {} topics, {} words, {} passages",
                model.version(),
                model.topics(),
                words.size(),
                model.passages());
    }

    private static TopicModelManifest manifest(TopicModel model) {
        return TopicModelManifest.newBuilder()
                .setVersion(model.version())
                .setTopics(model.topics())
                .setWords(model.words().length)
                .setAlpha(Floats.list(model.alpha()))
                .setEta(model.eta())
                .setPassages(model.passages())
                .setBooks(model.books())
                .setPerWordBound(model.bound())
                .setGuided(model.guided())
                .setMilestone(true)
                .build();
    }
}
