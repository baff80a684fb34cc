// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;

/** Stages of an experiment, one after the other: they are announced to a listener and timed. */
final class ExperimentStages {
    private final ExperimentConfig config;
    private final ExperimentListener progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    ExperimentStages(ExperimentConfig config, ExperimentListener progress) {
        this.config = config;
        this.progress = progress;
    }

    /** Runs a part as a stage; returns null where the configuration leaves it out. */
    <T> T part(String name, Supplier<T> work) {
        return config.has(name) ? timed(name, work) : null;
    }

    /** Runs a stage, announces it and measures its time. */
    <T> T timed(String stage, Supplier<T> work) {
        progress.stage(stage);
        long start = System.nanoTime();
        T result = work.get();
        seconds.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
        return result;
    }

    /**
     * Runs all on all cores and returns the results in order. A run that the books do not allow,
     * such as one from a topic that no book has, is reported and left out.
     *
     * @param what name of the runs for the listener
     */
    <T> List<T> runAll(String what, List<Supplier<T>> runs) {
        AtomicInteger done = new AtomicInteger();
        return runs.parallelStream()
                .flatMap(run -> {
                    try {
                        return Stream.of(run.get());
                    } catch (BadInputException e) {
                        progress.say("Left out of " + what + ": " + e.getMessage());
                        return Stream.empty();
                    } finally {
                        progress.step(what, done.incrementAndGet(), runs.size());
                    }
                })
                .toList();
    }

    /** Returns the wall time of each stage so far, in seconds, in the order of their starts. */
    Map<String, Double> seconds() {
        return seconds;
    }
}
