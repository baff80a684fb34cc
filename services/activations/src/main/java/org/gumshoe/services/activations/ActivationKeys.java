// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.services.common.records.ModelReading;

/**
 * Keys of a role's activations.
 *
 * @param models the topic of language models as a table
 */
record ActivationKeys(String role, ModelReading reading, Map<String, LanguageModel> models) {
    String key(String passage) {
        return reading.key(passage, role);
    }

    /**
     * Those of all readings that were ever announced: a passage that goes leaves none of them
     * behind.
     */
    Set<String> everyKey(String passage) {
        Set<String> keys = new TreeSet<>(Set.of(key(passage)));
        models.forEach((key, model) -> {
            if (key.startsWith(role + "|")) {
                keys.add(ModelReading.of(model).key(passage, role));
            }
        });
        return keys;
    }
}
