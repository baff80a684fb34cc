// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.services.common.records.RefinedScoreKey;

/** Published refined scores of the books in one partition: a view of their topic, and the way to change them. */
final class KeptScores {
    private final ProcessorContext<String, SpecificRecord> context;
    private final KeyValueStore<String, RefinedScore> scores;

    KeptScores(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        scores = context.getStateStore(BookStores.SCORES);
    }

    /** Returns the responsibilities of the books by the latest refinement of a concept in a model. */
    Map<String, Double> responsibilities(String concept, ModelRole role) {
        Map<String, Double> responsibilities = new HashMap<>();
        rows(concept, role.wireName())
                .values()
                .forEach(row -> responsibilities.put(row.getBook(), row.getResponsibility()));
        return responsibilities;
    }

    /**
     * Replaces the refined scores of a concept in a model, in the order of their keys. Books that are
     * gone come first, as tombstones.
     */
    void replace(String concept, String role, List<RefinedScore> rows, long now) {
        Set<String> gone = new HashSet<>(rows(concept, role).keySet());
        rows.forEach(row -> gone.remove(RefinedScoreKey.of(row).format()));
        gone.forEach(key -> {
            scores.delete(key);
            context.forward(new Record<>(key, null, now), BookStores.SCORED);
        });
        for (RefinedScore row : rows) {
            String key = RefinedScoreKey.of(row).format();
            scores.put(key, row);
            context.forward(new Record<>(key, row, now), BookStores.SCORED);
        }
    }

    private Map<String, RefinedScore> rows(String concept, String role) {
        KeyRange range = KeyRange.ofPrefix(RefinedScoreKey.prefix(concept, role));
        Map<String, RefinedScore> rows = new HashMap<>();
        try (KeyValueIterator<String, RefinedScore> all = scores.range(range.from(), range.to())) {
            all.forEachRemaining(row -> rows.put(row.key, row.value));
        }
        return rows;
    }
}
