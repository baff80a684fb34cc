// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.clusters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
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
        List<String> words = new ArrayList<>();
        List<float[]> lambda = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<SpecificRecord>> rows = table.all()) {
            while (rows.hasNext()) {
                KeyValue<String, ValueAndTimestamp<SpecificRecord>> row = rows.next();
                if (row.value.value() instanceof TopicModelRow values && values.getVersion() == manifest.getVersion()) {
                    words.add(row.key);
                    lambda.add(floats(values.getLambda()));
                }
            }
        }
        if (words.size() != manifest.getWords()) {
            return Optional.empty();
        }
        return Optional.of(new TopicModel(
                manifest.getVersion(),
                manifest.getTopics(),
                words.toArray(String[]::new),
                lambda.toArray(float[][]::new),
                floats(manifest.getAlpha()),
                manifest.getEta(),
                manifest.getPassages(),
                manifest.getBooks(),
                manifest.getPerWordBound(),
                manifest.getGuided()));
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }
}
