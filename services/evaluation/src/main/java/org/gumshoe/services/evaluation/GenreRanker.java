// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.services.common.records.RefinedScoreKey;
import org.gumshoe.services.common.topology.Punctuation;

/**
 * The processor that evaluates each complete version of refined scores against the genres of books.
 * It is the only place in the stream that labels reach, and it outputs nothing but metrics.
 */
final class GenreRanker implements Processor<String, SpecificRecord, String, RefinementMetric> {
    private final String genre;
    private final Set<String> pendingGroups = new HashSet<>();
    private final Map<String, List<Double>> publishedValues = new HashMap<>();
    private ProcessorContext<String, RefinementMetric> context;
    private KeyValueStore<String, RefinedScore> scores;
    private KeyValueStore<String, Boolean> labels;
    private boolean labelsChanged = true;

    /** @param genre the genre that the concept represents */
    GenreRanker(String genre) {
        this.genre = genre;
    }

    @Override
    public void init(ProcessorContext<String, RefinementMetric> processorContext) {
        context = processorContext;
        scores = context.getStateStore(EvaluationTopology.SCORES);
        labels = context.getStateStore(EvaluationTopology.LABELS);
        Punctuation.every(Duration.ofMillis(500), context, "ranking by genre", this::evaluate);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case BookChunk book -> {
                labels.put(
                        entry.key(),
                        book.getGenres().isEmpty()
                                ? null
                                : (Boolean) book.getGenres().contains(genre));
                labelsChanged = true;
            }
            case RefinedScore score -> {
                scores.put(entry.key(), score);
                pendingGroups.add(group(entry.key()));
            }
            case null -> {
                scores.delete(entry.key());
                pendingGroups.add(group(entry.key()));
            }
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
    }

    /** Returns the prefix that the keys of one concept and role share. */
    private static String group(String key) {
        return RefinedScoreKey.parse(key)
                .map(parsed -> RefinedScoreKey.prefix(parsed.concept(), parsed.role()))
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is no key of a refined score"));
    }

    private void addAllGroups() {
        try (KeyValueIterator<String, RefinedScore> all = scores.all()) {
            all.forEachRemaining(entry -> pendingGroups.add(group(entry.key)));
        }
    }

    private void evaluate(long now) {
        if (labelsChanged) {
            labelsChanged = false;
            addAllGroups();
        }
        for (String group : List.copyOf(pendingGroups)) {
            List<RefinedScore> rows = new ArrayList<>();
            KeyRange keys = KeyRange.ofPrefix(group);
            try (KeyValueIterator<String, RefinedScore> all = scores.range(keys.from(), keys.to())) {
                all.forEachRemaining(entry -> rows.add(entry.value));
            }
            if (!isComplete(rows)) {
                // further rows put it among the pending ones again
                pendingGroups.remove(group);
                if (rows.isEmpty()) {
                    publishedValues.remove(group);
                }
                continue;
            }
            List<RefinementMetric> metrics =
                    GenreMeasures.of(rows, book -> Optional.ofNullable(labels.get(book)), genre);
            List<Double> values = new ArrayList<>();
            values.add((double) rows.getFirst().getVersion());
            metrics.forEach(metric -> values.add(metric.getValue()));
            if (!values.equals(publishedValues.put(group, values))) {
                metrics.forEach(metric -> context.forward(new Record<>(group, metric, now)));
            }
            pendingGroups.remove(group);
        }
    }

    private static boolean isComplete(List<RefinedScore> rows) {
        return rows.stream().mapToLong(RefinedScore::getVersion).distinct().count() == 1
                && rows.size() == rows.getFirst().getBooks();
    }
}
