// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.records.WordReadOutKey;

/** Table of the words of each concept, as each model reads them out, and of what changes in it. */
final class WordReadOutTable {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<WordReadOut>> table;
    private Map<String, WordReadOut> seen;

    WordReadOutTable(ReadOnlyKeyValueStore<String, ValueAndTimestamp<WordReadOut>> table) {
        this.table = table;
        seen = rows();
    }

    /** @param model SHA-256 of the model */
    Optional<WordReadOut> find(String concept, ModelRole role, String model) {
        return Optional.ofNullable(table.get(
                        WordReadOutKey.of(concept, role.wireName(), model).format()))
                .map(ValueAndTimestamp::value);
    }

    /** Returns the keys of the rows that came, changed or went since the last call. */
    List<WordReadOutKey> changed() {
        Set<Map.Entry<String, WordReadOut>> before = seen.entrySet();
        seen = rows();
        return Stream.concat(
                        before.stream().filter(row -> !row.getValue().equals(seen.get(row.getKey()))),
                        seen.entrySet().stream().filter(row -> !before.contains(row)))
                .map(row -> WordReadOutKey.of(row.getValue()))
                .distinct()
                .toList();
    }

    private Map<String, WordReadOut> rows() {
        Map<String, WordReadOut> rows = new HashMap<>();
        try (KeyValueIterator<String, ValueAndTimestamp<WordReadOut>> all = table.all()) {
            all.forEachRemaining(row -> rows.put(row.key, row.value.value()));
        }
        return rows;
    }
}
