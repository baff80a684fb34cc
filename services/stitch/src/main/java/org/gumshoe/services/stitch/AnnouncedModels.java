// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.services.common.records.ModelReading;

/** The two models that are to be stitched together, as the table of language models names them. */
record AnnouncedModels(ReadOnlyKeyValueStore<String, ValueAndTimestamp<LanguageModel>> models) {
    /**
     * @param epoch the sum of both versions: the topic is one log, so whoever reads it sees the
     *     same epochs grow
     */
    record Couple(ModelReading weak, ModelReading strong, long epoch) {}

    /** Empty until both are announced. */
    Optional<Couple> couple() {
        ValueAndTimestamp<LanguageModel> weak = models.get(StitchTopology.WEAK);
        ValueAndTimestamp<LanguageModel> strong = models.get(StitchTopology.STRONG);
        return weak == null || strong == null
                ? Optional.empty()
                : Optional.of(new Couple(
                        ModelReading.of(weak.value()),
                        ModelReading.of(strong.value()),
                        weak.value().getVersion() + strong.value().getVersion()));
    }
}
