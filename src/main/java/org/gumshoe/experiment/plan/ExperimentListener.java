// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

/** Listener to the progress of an experiment; several threads call it. */
public interface ExperimentListener {
    /** Tells nobody. */
    ExperimentListener SILENT = new ExperimentListener() {
        @Override
        public void stage(String what) {}

        @Override
        public void step(String what, long done, long total) {}

        @Override
        public void say(String sentence) {}
    };

    /** Called when a stage begins. */
    void stage(String what);

    /** Called when a part of a long stage is done. */
    void step(String what, long done, long total);

    /** Called with a sentence for the user. */
    void say(String sentence);
}
