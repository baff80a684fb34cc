// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.common.records.ModelReading;

/** Names of the services that consumer groups belong to. */
public final class Stages {
    private static final List<String> ROLES = List.of("weak", "strong");
    private static final List<String> OTHERS =
            List.of("ingest", "topics", "assignments", "stitch", "steering", "stories", "evaluation");

    private Stages() {}

    /** Returns the service that a consumer group belongs to; empty for a tool's group. */
    public static Optional<String> of(String group) {
        for (String role : ROLES) {
            if (group.startsWith(ModelReading.groups(role))) {
                return Optional.of("activations-" + role);
            }
        }
        return OTHERS.stream()
                .filter(name -> group.equals("gumshoe-" + name) || group.startsWith("gumshoe-" + name + "-"))
                .findFirst();
    }

    /**
     * Leaves out the groups of former readings, which stopped where another model took over.
     *
     * @param lags by consumer group and topic
     * @param models announced, by key
     */
    public static Map<String, Map<String, ConsumerLag>> inForce(
            Map<String, Map<String, ConsumerLag>> lags, Map<String, ModelAnnouncement> models) {
        Map<String, Map<String, ConsumerLag>> kept = new TreeMap<>(lags);
        for (String role : ROLES) {
            Optional<String> announced = Optional.ofNullable(models.get(role))
                    .map(model -> ModelReading.of(model).group(role));
            kept.keySet()
                    .removeIf(group ->
                            group.startsWith(ModelReading.groups(role)) && !announced.equals(Optional.of(group)));
        }
        return kept;
    }
}
