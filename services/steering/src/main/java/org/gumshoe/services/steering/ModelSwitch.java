// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.services.common.records.ModelReading;

/**
 * Switch between models: the reading of each role that a concept's vectors are made from. After an
 * announcement the current reading stays in use until the new one has read nearly as many passages
 * and, if there was a translated vector, a stitch map leads to it. Then both roles change at once.
 *
 * @param byRole the readings to solve with
 * @param awaited whether an announced reading is not ready yet
 */
record ModelSwitch(Map<ModelRole, ModelReading> byRole, boolean awaited) {
    /** Share of the current reading's passages that the new one must have read. */
    private static final double ENOUGH = .9;

    /**
     * Share of these passages that the stitch map must be fitted on; maps are refitted when their
     * pairs have grown by half.
     */
    private static final double MAPPED = .65;

    /**
     * Decides which readings to solve with.
     *
     * @param read passages by role and reading
     * @param announced by role
     * @param served by role, the readings behind the current vectors
     * @param maps the newest complete stitch maps
     * @param mapped whether there is a translated vector, so that a map is needed
     */
    static ModelSwitch of(
            Map<ModelRole, Map<ModelReading, PassageCounts.Read>> read,
            Map<ModelRole, ModelReading> announced,
            Map<ModelRole, ModelReading> served,
            Optional<StitchMapTable.Maps> maps,
            boolean mapped) {
        Map<ModelRole, ModelReading> next = new EnumMap<>(ModelRole.class);
        Map<ModelRole, ModelReading> kept = new EnumMap<>(ModelRole.class);
        boolean ready = true;
        for (ModelRole role : read.keySet()) {
            Map<ModelReading, PassageCounts.Read> ofRole = read.get(role);
            ModelReading most = ofRole.keySet().stream()
                    .max(Comparator.<ModelReading>comparingLong(r -> passages(ofRole.get(r)))
                            .thenComparing(ModelReading::toString))
                    .orElseThrow();
            ModelReading inForce = served.get(role);
            boolean first = inForce == null || !ofRole.containsKey(inForce);
            ModelReading wanted = announced.getOrDefault(role, first ? most : inForce);
            next.put(role, first && !ofRole.containsKey(wanted) ? most : wanted);
            kept.put(role, first ? next.get(role) : inForce);
            ready &= passages(ofRole.get(next.get(role))) >= ENOUGH * passages(ofRole.get(kept.get(role)));
        }
        if (next.equals(kept)) {
            return new ModelSwitch(kept, false);
        }
        long least = next.entrySet().stream()
                .mapToLong(entry -> passages(read.get(entry.getKey()).get(entry.getValue())))
                .min()
                .orElse(0);
        ready &= !mapped
                || maps.filter(m -> leads(m, next))
                        .filter(m -> m.pairs() >= MAPPED * least)
                        .isPresent();
        return new ModelSwitch(ready ? next : kept, !ready);
    }

    private static long passages(PassageCounts.Read readOrNull) {
        return readOrNull == null ? 0 : readOrNull.passages();
    }

    private static boolean leads(StitchMapTable.Maps map, Map<ModelRole, ModelReading> readings) {
        return readings.containsKey(ModelRole.WEAK)
                && readings.containsKey(ModelRole.STRONG)
                && map.leads(readings.get(ModelRole.WEAK), readings.get(ModelRole.STRONG));
    }
}
