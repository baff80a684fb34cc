// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.clusters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.kit.Floats;
import org.gumshoe.services.kit.LambdaRows;
import org.gumshoe.services.kit.Topics;

/** Puts a topic model together from its rows, once its manifest says that they are complete. */
final class ModelReader {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table;

    ModelReader(ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table) {
        this.table = table;
    }

    /** The newest complete model above {@code version}; empty while there is none or its rows are already being replaced. */
    Optional<TopicModel> newerThan(long version) {
        ValueAndTimestamp<SpecificRecord> closing = table.get(Topics.MANIFEST);
        if (closing == null
                || !(closing.value() instanceof TopicModelManifest manifest)
                || manifest.getVersion() <= version) {
            return Optional.empty();
        }
        List<Map.Entry<String, SpecificRecord>> rows = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<SpecificRecord>> all = table.all()) {
            all.forEachRemaining(row -> rows.add(Map.entry(row.key, row.value.value())));
        }
        return LambdaRows.of(manifest, rows.iterator()).map(ModelReader::model);
    }

    private static TopicModel model(LambdaRows rows) {
        TopicModelManifest manifest = rows.manifest();
        return new TopicModel(
                manifest.getVersion(),
                manifest.getTopics(),
                rows.words(),
                rows.lambda(),
                Floats.array(manifest.getAlpha()),
                manifest.getEta(),
                manifest.getPassages(),
                manifest.getBooks(),
                manifest.getPerWordBound(),
                manifest.getGuided());
    }
}
