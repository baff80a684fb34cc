// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.services.common.records.RefinedScoreKey;
import org.gumshoe.steer.shards.LatestValues;

/** Published refined scores of the books in one partition: a view of their topic, and the way to change them. */
final class KeptScores {
    /** Concepts, twice for their models, whose responsibilities are in memory. */
    private static final int CONCEPTS = 4;

    private final ProcessorContext<String, SpecificRecord> context;
    private final KeyValueStore<String, RefinedScore> scores;

    /** Responsibilities by book, of concepts and models: reading all rows for them costs more than a solution. */
    private final Map<String, Map<String, Double>> responsibilities = new LatestValues<>(CONCEPTS);

    KeptScores(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        scores = context.getStateStore(BookStores.SCORES);
    }

    /** Returns the responsibilities of the books by the latest refinement of a concept in a model. */
    Map<String, Double> responsibilities(String concept, ModelRole role) {
        return responsibilities(concept, role.wireName());
    }

    private Map<String, Double> responsibilities(String concept, String role) {
        return responsibilities.computeIfAbsent(RefinedScoreKey.prefix(concept, role), this::read);
    }

    private Map<String, Double> read(String prefix) {
        KeyRange range = KeyRange.ofPrefix(prefix);
        Map<String, Double> rows = new HashMap<>();
        try (KeyValueIterator<String, RefinedScore> all = scores.range(range.from(), range.to())) {
            all.forEachRemaining(row -> rows.put(row.value.getBook(), row.value.getResponsibility()));
        }
        return rows;
    }

    /**
     * Replaces the refined scores of a concept in a model, in the order of their keys. Books that are
     * gone come first, as tombstones.
     */
    void replace(String concept, String role, List<RefinedScore> rows, long now) {
        Map<String, Double> before = responsibilities(concept, role);
        Map<String, Double> after = new HashMap<>();
        rows.forEach(row -> after.put(row.getBook(), row.getResponsibility()));
        before.keySet().stream().filter(book -> !after.containsKey(book)).forEach(book -> {
            String key = new RefinedScoreKey(concept, role, book).format();
            scores.delete(key);
            context.forward(new Record<>(key, null, now), BookStores.SCORED);
        });
        responsibilities.put(RefinedScoreKey.prefix(concept, role), after);
        for (RefinedScore row : rows) {
            String key = RefinedScoreKey.of(row).format();
            scores.put(key, row);
            context.forward(new Record<>(key, row, now), BookStores.SCORED);
        }
    }
}
