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
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.StoryToken;

/**
 * The processor that keeps the last 40 stories of each arm and measures them without labels: their
 * perplexity under the unsteered model, and the share of stories that contain the concept, i.e.
 * whose score under the topic model in use exceeds the {@link ClusterThreshold}.
 */
final class RecentStories implements Processor<String, SpecificRecord, String, RefinementMetric> {
    private static final int STORIES_PER_ARM = 40;
    private static final String STRONG = ModelRole.STRONG.wireName();

    private final Map<String, ClusterThreshold> estimators = new HashMap<>();
    private ProcessorContext<String, RefinementMetric> context;
    private KeyValueStore<String, StoryToken> recent;
    private KeyValueStore<String, Double> thresholds;
    private ConceptScorer scorer;

    @Override
    public void init(ProcessorContext<String, RefinementMetric> processorContext) {
        context = processorContext;
        recent = context.getStateStore(EvaluationTopology.RECENT);
        thresholds = context.getStateStore(EvaluationTopology.THRESHOLDS);
        scorer = new ConceptScorer(
                context.getStateStore(EvaluationTopology.MODEL), context.getStateStore(EvaluationTopology.CONCEPTS));
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case null -> {}
            case RefinedScore book -> {
                // the strong model writes the stories; a diverged refinement defines no threshold
                if (book.getRole().equals(STRONG) && !book.getDiverged()) {
                    estimator(book.getConcept()).add(book).ifPresent(threshold -> {
                        thresholds.put(book.getConcept(), threshold);
                        measureAll(book, entry.timestamp());
                    });
                }
            }
            case StoryToken story -> {
                keep(story, entry.timestamp());
                String cause = "stories " + story.getStory();
                measure(stories(arm(story)), story.getVectorVersion(), cause, entry.timestamp());
            }
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
    }

    private ClusterThreshold estimator(String concept) {
        if (!estimators.containsKey(concept)) {
            estimators.keySet().removeIf(other -> !scorer.isAnnounced(other));
        }
        return estimators.computeIfAbsent(concept, one -> new ClusterThreshold());
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

    private List<StoryToken> stories(String arm) {
        return entries(arm).stream().map(entry -> entry.value).toList();
    }

    /** Stores a story; it replaces an earlier one with the same id, or the oldest of its arm. */
    private void keep(StoryToken story, long at) {
        List<KeyValue<String, StoryToken>> kept = entries(arm(story));
        int others = kept.size();
        for (KeyValue<String, StoryToken> entry : kept) {
            if (entry.value.getStory().equals(story.getStory()) || others >= STORIES_PER_ARM) {
                recent.delete(entry.key);
                others--;
            }
        }
        recent.put(arm(story) + String.format(Locale.ROOT, "%019d", at) + "|" + story.getStory(), story);
    }

    /** Measures all arms of a concept anew, after its threshold has changed. */
    private void measureAll(RefinedScore book, long at) {
        entries(book.getConcept() + "|").stream()
                .map(entry -> arm(entry.value))
                .distinct()
                .forEach(arm -> measure(stories(arm), book.getVersion(), "refined-scores of " + STRONG, at));
    }

    /**
     * Forwards the metrics of an arm.
     *
     * @param stories the stories of the arm, at least one
     */
    private void measure(List<StoryToken> stories, long version, String why, long at) {
        StoryToken newest = stories.getLast();
        String cause = why + ", " + stories.size() + " stories";
        perplexity(stories).ifPresent(value -> forward("perplexity", value, newest, version, cause, at));
        Double threshold = thresholds.get(newest.getConcept());
        scorer.refresh();
        if (threshold != null) {
            stories.stream()
                    .map(story -> scorer.score(story.getConcept(), story.getText()))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(score -> score.getAsDouble() > threshold ? 1 : 0)
                    .average()
                    .ifPresent(share -> forward("notion-share", share, newest, version, cause, at));
        }
    }

    /** Computes exp of the mean negative log-probability per token, under the unsteered model. */
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
