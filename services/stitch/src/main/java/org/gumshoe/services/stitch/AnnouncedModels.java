// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.BadInputException;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.PassageKey;

/** Announced models: the weak and the strong one to stitch, from the table of language models. */
record AnnouncedModels(ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelAnnouncement>> models) {
    /**
     * Weak and strong model.
     *
     * @param epoch the sum of both versions; the topic is a single log, so every reader sees the
     *     same epochs increase
     */
    record Pair(ModelReading weak, ModelReading strong, long epoch) {}

    /**
     * Checks an activation against the announcement of its model, where there is one.
     *
     * @throws BadInputException when it cannot come from that model
     */
    void requireFit(Activation activation) {
        if (!fits(activation)) {
            throw new BadInputException(
                    "The activation of " + PassageKey.of(activation).format() + " has model " + activation.getModel()
                            + ", width " + activation.getWidth() + " and layers " + activation.getLayers()
                            + ", which the " + activation.getRole() + " model that was announced does not have: let "
                            + "that model read the passage.");
        }
    }

    boolean fits(Activation activation) {
        ValueAndTimestamp<ModelAnnouncement> announced =
                models.get(AnnouncementKey.of(activation).format());
        return announced == null || AnnouncementKey.fits(activation, announced.value());
    }

    /** Returns both models; empty until both are announced. */
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
