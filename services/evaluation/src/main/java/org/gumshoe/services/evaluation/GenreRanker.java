// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;

/**
 * Judges each complete version of refined scores by the genres that books carry. This is the only
 * place of the stream that a label reaches, and nothing but metrics leaves it.
 */
final class GenreRanker implements Processor<String, SpecificRecord, String, RefinementMetric> {
    private final String genre;
    private final Set<String> unjudged = new HashSet<>();
    private final Map<String, List<Double>> told = new HashMap<>();
    private ProcessorContext<String, RefinementMetric> context;
    private KeyValueStore<String, RefinedScore> scores;
    private KeyValueStore<String, Boolean> labels;
    private boolean labelsChanged = true;

    /** @param genre that the concept stands for */
    GenreRanker(String genre) {
        this.genre = genre;
    }

    @Override
    public void init(ProcessorContext<String, RefinementMetric> processorContext) {
        context = processorContext;
        scores = context.getStateStore(EvaluationTopology.SCORES);
        labels = context.getStateStore(EvaluationTopology.LABELS);
        context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, this::judge);
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
                unjudged.add(group(entry.key()));
            }
            case null -> {
                scores.delete(entry.key());
                unjudged.add(group(entry.key()));
            }
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
    }

    /** concept|role, of concept|role|book. */
    private static String group(String key) {
        return key.substring(0, key.indexOf('|', key.indexOf('|') + 1));
    }

    private void everything() {
        try (KeyValueIterator<String, RefinedScore> all = scores.all()) {
            all.forEachRemaining(entry -> unjudged.add(group(entry.key)));
        }
    }

    private void judge(long now) {
        if (labelsChanged) {
            labelsChanged = false;
            everything();
        }
        for (String group : List.copyOf(unjudged)) {
            List<RefinedScore> rows = new ArrayList<>();
            try (KeyValueIterator<String, RefinedScore> all = scores.range(group + "|", group + "}")) {
                all.forEachRemaining(entry -> rows.add(entry.value));
            }
            if (!isComplete(rows)) {
                continue;
            }
            unjudged.remove(group);
            List<RefinementMetric> metrics = GenreMeasures.of(rows, labels::get, genre);
            List<Double> figures = new ArrayList<>();
            figures.add((double) rows.getFirst().getVersion());
            metrics.forEach(metric -> figures.add(metric.getValue()));
            if (!figures.equals(told.put(group, figures))) {
                metrics.forEach(metric -> context.forward(new Record<>(group, metric, now)));
            }
        }
    }

    private static boolean isComplete(List<RefinedScore> rows) {
        return rows.stream().mapToLong(RefinedScore::getVersion).distinct().count() == 1
                && rows.size() == rows.getFirst().getBooks();
    }
}
