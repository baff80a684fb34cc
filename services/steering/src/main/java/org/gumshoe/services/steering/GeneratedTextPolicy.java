// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.Map;
import org.gumshoe.pipeline.SolvedStrengths;
import org.gumshoe.services.common.topology.PublishPolicy;
import org.gumshoe.steer.TextGroup;

/**
 * Policy for solving after generated texts: once there are enough of a kind, and then at each
 * growth by a quarter, so that not every story triggers it.
 */
final class GeneratedTextPolicy {
    private final Map<String, Long> texts = new HashMap<>();
    private Map<String, Long> solved = Map.of();

    /**
     * Counts new texts.
     *
     * @param collection of texts that are summed together
     */
    void count(String collection, long more) {
        texts.merge(collection, more, Long::sum);
    }

    boolean isDue(String collection) {
        long now = texts.getOrDefault(collection, 0L);
        long before = solved.getOrDefault(collection, 0L);
        long least = least(collection);
        return now >= least && (before < least || PublishPolicy.hasGrownByQuarter(now, before));
    }

    /** Returns the least number of texts; unsteered collections have no concept, those of one direction end with it. */
    private static int least(String collection) {
        if (collection.startsWith("|")) {
            return ModelBooks.LEAST_GENERATED;
        }
        return TextGroup.find(collection.substring(collection.lastIndexOf('|') + 1))
                        .isPresent()
                ? SolvedStrengths.LEAST_TEXTS
                : ModelBooks.LEAST_STEERED;
    }

    /** Records that all texts so far are part of a solution. */
    void solved() {
        solved = Map.copyOf(texts);
    }
}
