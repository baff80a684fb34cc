// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.StoryToken;

/**
 * The last stories of each arm, and what they are like without any label: how likely the model by
 * itself holds them, and how many hold the notion, by the topic model in force and the threshold of
 * the refined cluster.
 */
final class RecentStories implements Processor<String, SpecificRecord, String, RefinementMetric> {
    private static final int KEPT = 40;
    private static final String STRONG = "strong";

    private final Map<String, ClusterThreshold> counting = new HashMap<>();
    private ProcessorContext<String, RefinementMetric> context;
    private KeyValueStore<String, StoryToken> recent;
    private KeyValueStore<String, Double> thresholds;
    private ConceptScorer notion;

    @Override
    public void init(ProcessorContext<String, RefinementMetric> processorContext) {
        context = processorContext;
        recent = context.getStateStore(EvaluationTopology.RECENT);
        thresholds = context.getStateStore(EvaluationTopology.THRESHOLDS);
        notion = new ConceptScorer(
                context.getStateStore(EvaluationTopology.MODEL), context.getStateStore(EvaluationTopology.CONCEPTS));
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case null -> {}
            case RefinedScore book -> {
                // the strong model writes; a notion that has left its basin draws no line
                if (book.getRole().equals(STRONG) && !book.getDiverged()) {
                    counting.computeIfAbsent(book.getConcept(), concept -> new ClusterThreshold())
                            .add(book)
                            .ifPresent(threshold -> {
                                thresholds.put(book.getConcept(), threshold);
                                measureAll(book, entry.timestamp());
                            });
                }
            }
            case StoryToken story -> {
                keep(story, entry.timestamp());
                String cause = "stories " + story.getStory();
                measure(of(arm(story)), story.getVectorVersion(), cause, entry.timestamp());
            }
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
    }

    private static String arm(StoryToken story) {
        return story.getConcept() + "|" + story.getArm() + "|";
    }

    private List<KeyValue<String, StoryToken>> entries(String prefix) {
        List<KeyValue<String, StoryToken>> entries = new ArrayList<>();
        try (KeyValueIterator<String, StoryToken> all = recent.prefixScan(prefix, new StringSerializer())) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    private List<StoryToken> of(String arm) {
        return entries(arm).stream().map(entry -> entry.value).toList();
    }

    /** A story that is written again takes its own place; otherwise the oldest of its arm goes. */
    private void keep(StoryToken story, long at) {
        List<KeyValue<String, StoryToken>> kept = entries(arm(story));
        int others = kept.size();
        for (KeyValue<String, StoryToken> former : kept) {
            if (former.value.getStory().equals(story.getStory()) || others >= KEPT) {
                recent.delete(former.key);
                others--;
            }
        }
        recent.put(arm(story) + String.format(Locale.ROOT, "%019d", at) + "|" + story.getStory(), story);
    }

    /** The line has moved, and with it how many stories of every arm lie beyond. */
    private void measureAll(RefinedScore book, long at) {
        entries(book.getConcept() + "|").stream()
                .map(entry -> arm(entry.value))
                .distinct()
                .forEach(arm -> measure(of(arm), book.getVersion(), "refined-scores of " + STRONG, at));
    }

    /** @param stories of one arm, at least one */
    private void measure(List<StoryToken> stories, long version, String why, long at) {
        StoryToken newest = stories.getLast();
        String cause = why + ", " + stories.size() + " stories";
        perplexity(stories).ifPresent(value -> forward("perplexity", value, newest, version, cause, at));
        Double threshold = thresholds.get(newest.getConcept());
        notion.refresh();
        if (threshold != null) {
            stories.stream()
                    .map(story -> notion.score(story.getConcept(), story.getText()))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(score -> score.getAsDouble() > threshold ? 1 : 0)
                    .average()
                    .ifPresent(share -> forward("notion-share", share, newest, version, cause, at));
        }
    }

    /** exp of the mean negative log-probability of a token, under the model by itself. */
    private static OptionalDouble perplexity(List<StoryToken> stories) {
        List<StoryToken> scored = stories.stream()
                .filter(story -> story.getLogProbUnsteered() != null)
                .toList();
        double logProb =
                scored.stream().mapToDouble(StoryToken::getLogProbUnsteered).sum();
        long tokens = scored.stream().mapToLong(story -> story.getIndex() + 1).sum();
        return tokens == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.exp(-logProb / tokens));
    }

    private void forward(String name, double value, StoryToken newest, long version, String cause, long at) {
        RefinementMetric metric =
                MetricRecords.metric(newest.getConcept(), name + "|" + newest.getArm(), value, version, cause);
        context.forward(new Record<>(newest.getConcept(), metric, at));
    }
}
