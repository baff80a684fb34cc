// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.records.ModelReading;

/** The two models that are to be stitched together, as the table of language models names them. */
record AnnouncedModels(ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelAnnouncement>> models) {
    /**
     * @param epoch the sum of both versions: the topic is one log, so whoever reads it sees the
     *     same epochs grow
     */
    record Pair(ModelReading weak, ModelReading strong, long epoch) {}

    /** Empty until both are announced. */
    Optional<Pair> pair() {
        ValueAndTimestamp<ModelAnnouncement> weak = models.get(ModelRole.WEAK.wireName());
        ValueAndTimestamp<ModelAnnouncement> strong = models.get(ModelRole.STRONG.wireName());
        return weak == null || strong == null
                ? Optional.empty()
                : Optional.of(new Pair(
                        ModelReading.of(weak.value()),
                        ModelReading.of(strong.value()),
                        weak.value().getVersion() + strong.value().getVersion()));
    }
}
