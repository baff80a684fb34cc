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
 * The last stories of each arm, and what they are like without any label: how likely the model by itself holds them, and how many hold the notion, by the
 * topic model in force and the threshold of the refined cluster.
 */
final class RecentStories implements Processor<String, SpecificRecord, String, RefinementMetric> {
    private static final int KEPT = 40;
    private static final String STRONG = "strong";

    private final Map<String, Threshold> counting = new HashMap<>();
    private ProcessorContext<String, RefinementMetric> context;
    private KeyValueStore<String, StoryToken> recent;
    private KeyValueStore<String, Double> thresholds;
    private Notion notion;

    @Override
    public void init(ProcessorContext<String, RefinementMetric> processorContext) {
        context = processorContext;
        recent = context.getStateStore(EvaluationTopology.RECENT);
        thresholds = context.getStateStore(EvaluationTopology.THRESHOLDS);
        notion = new Notion(
                context.getStateStore(EvaluationTopology.MODEL), context.getStateStore(EvaluationTopology.CONCEPTS));
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case null -> {}
            case RefinedScore book -> {
                // the strong model writes; a notion that has left its basin draws no line
                if (book.getRole().equals(STRONG) && !book.getDiverged()) {
                    counting.computeIfAbsent(book.getConcept(), concept -> new Threshold())
                            .add(book)
                            .ifPresent(threshold -> thresholds.put(book.getConcept(), threshold));
                }
            }
            case StoryToken story -> measure(story, keep(story, entry.timestamp()), entry.timestamp());
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
    }

    /** @return the last stories of its arm, with this one; a story that is written again takes its own place */
    private List<StoryToken> keep(StoryToken story, long at) {
        String arm = story.getConcept() + "|" + story.getArm() + "|";
        List<KeyValue<String, StoryToken>> kept = new ArrayList<>();
        try (KeyValueIterator<String, StoryToken> all = recent.prefixScan(arm, new StringSerializer())) {
            all.forEachRemaining(kept::add);
        }
        int others = kept.size();
        for (KeyValue<String, StoryToken> former : kept) {
            if (former.value.getStory().equals(story.getStory()) || others >= KEPT) {
                recent.delete(former.key);
                others--;
            }
        }
        recent.put(arm + String.format(Locale.ROOT, "%019d", at) + "|" + story.getStory(), story);
        List<StoryToken> stories = new ArrayList<>();
        try (KeyValueIterator<String, StoryToken> all = recent.prefixScan(arm, new StringSerializer())) {
            all.forEachRemaining(one -> stories.add(one.value));
        }
        return stories;
    }

    private void measure(StoryToken newest, List<StoryToken> stories, long at) {
        String cause = "stories " + newest.getStory() + ", the last of " + stories.size();
        perplexity(stories).ifPresent(value -> forward("perplexity", value, newest, cause, at));
        Double threshold = thresholds.get(newest.getConcept());
        notion.refresh();
        if (threshold != null) {
            stories.stream()
                    .map(story -> notion.score(story.getConcept(), story.getText()))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(score -> score.getAsDouble() > threshold ? 1 : 0)
                    .average()
                    .ifPresent(share -> forward("notion-share", share, newest, cause, at));
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

    private void forward(String name, double value, StoryToken newest, String cause, long at) {
        RefinementMetric metric = Measures.metric(
                newest.getConcept(), name + "|" + newest.getArm(), value, newest.getVectorVersion(), cause);
        context.forward(new Record<>(newest.getConcept(), metric, at));
    }
}
