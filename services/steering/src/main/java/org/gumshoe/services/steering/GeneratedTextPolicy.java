// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.Map;
import org.gumshoe.services.common.runtime.PublishPolicy;

/**
 * When own texts are worth a solution: once there are enough of a kind, and by quarters from then
 * on, so that not every story is followed by one.
 */
final class GeneratedTextPolicy {
    private final Map<String, Long> texts = new HashMap<>();
    private Map<String, Long> solved = Map.of();

    /** @param collection of texts that are summed together */
    void count(String collection, long more) {
        texts.merge(collection, more, Long::sum);
    }

    boolean isDue(String collection) {
        long now = texts.getOrDefault(collection, 0L);
        return now >= least(collection) && PublishPolicy.hasGrown(now, solved.getOrDefault(collection, 0L));
    }

    /** What nothing has steered has no concept. */
    private static int least(String collection) {
        return collection.startsWith("|") ? ConceptSums.LEAST_GENERATED : ConceptSums.LEAST_STEERED;
    }

    /** A solution is made of all there are. */
    void solved() {
        solved = Map.copyOf(texts);
    }
}
