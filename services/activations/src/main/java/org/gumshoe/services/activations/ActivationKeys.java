// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelReading;

/**
 * Keys of the activations of one role's model.
 *
 * @param models the topic of language models as a table
 */
record ActivationKeys(String role, ModelReading reading, Map<String, ModelAnnouncement> models) {
    String key(String passage) {
        return reading.key(passage, role);
    }

    /**
     * Returns the keys of a passage under all readings that were ever announced in the role, so
     * that the removal of a passage removes all of its activations.
     */
    Set<String> everyKey(String passage) {
        Set<String> keys = new TreeSet<>(Set.of(key(passage)));
        models.forEach((key, model) -> {
            if (AnnouncementKey.parse(key).isReadingOf(role)) {
                keys.add(ModelReading.of(model).key(passage, role));
            }
        });
        return keys;
    }
}
