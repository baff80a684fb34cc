// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

/** Hears how far the experiment is; called by several threads. */
public interface ExperimentListener {
    /** A stage begins. */
    void stage(String what);

    /** So much of a long stage is done. */
    void step(String what, long done, long total);

    /** A sentence worth reading. */
    void say(String sentence);
}
