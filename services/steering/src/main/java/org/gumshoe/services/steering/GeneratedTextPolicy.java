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

    /** @param shelf of texts that are summed together */
    void count(String shelf, long more) {
        texts.merge(shelf, more, Long::sum);
    }

    boolean isDue(String shelf) {
        long now = texts.getOrDefault(shelf, 0L);
        return now >= least(shelf) && PublishPolicy.hasGrown(now, solved.getOrDefault(shelf, 0L));
    }

    /** What nothing has steered has no concept. */
    private static int least(String shelf) {
        return shelf.startsWith("|") ? ConceptSums.LEAST_OWN : ConceptSums.LEAST_STEERED;
    }

    /** A solution is made of all there are. */
    void solved() {
        solved = Map.copyOf(texts);
    }
}
