// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Map;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.topology.PublishPolicy;

/**
 * Schedule of solving: as {@link PublishPolicy} says, and at once when other models are announced or
 * a stitch map to them arrives.
 */
final class SolveSchedule {
    private final GeneratedTextPolicy generatedTexts = new GeneratedTextPolicy();
    private Map<ModelRole, ModelReading> announced = Map.of();
    private long mapVersion;
    private boolean awaited;
    private boolean urgent;
    private boolean changed;
    private long firstChangeAt;
    private long lastChangeAt;
    private long passages;
    private long solvedPassages;

    /**
     * Counts passages without asking for a solution.
     *
     * @param generated whether they are a model's own texts
     */
    void count(String collection, boolean generated, int more) {
        if (generated) {
            generatedTexts.count(collection, more);
        } else {
            passages += more;
        }
    }

    /** Records changed sums; generated texts only count when there are many new ones. */
    void sumChanged(String collection, boolean generated, long now) {
        if (!generated || generatedTexts.isDue(collection)) {
            change(now);
        }
    }

    void change(long now) {
        if (!changed) firstChangeAt = now;
        changed = true;
        lastChangeAt = now;
    }

    /**
     * Records the newest stitch map.
     *
     * @param version of the newest complete stitch map; 0 before the first
     */
    void seeMap(long version, long now) {
        if (version != mapVersion) {
            mapVersion = version;
            urgent |= awaited;
            change(now);
        }
    }

    void seeAnnounced(Map<ModelRole, ModelReading> readings, long now) {
        if (!readings.equals(announced)) {
            urgent |= !announced.isEmpty();
            announced = readings;
            change(now);
        }
    }

    Map<ModelRole, ModelReading> announced() {
        return announced;
    }

    /** Returns whether solving is due. */
    boolean isDue(long now) {
        return changed
                && (urgent || PublishPolicy.isDue(now - lastChangeAt, now - firstChangeAt, passages, solvedPassages));
    }

    /** Begins a solution: all changes so far count as solved. */
    void begin() {
        changed = false;
        urgent = false;
        awaited = false;
        solvedPassages = passages;
        generatedTexts.solved();
    }

    /** Takes a beginning back: all that has changed is still to be solved, and at once. */
    void failed() {
        changed = true;
        urgent = true;
    }

    /**
     * Records that an announced model is not ready yet; the next stitch map then makes solving
     * urgent.
     */
    void await() {
        awaited = true;
    }
}
