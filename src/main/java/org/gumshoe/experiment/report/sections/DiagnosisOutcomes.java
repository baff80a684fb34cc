// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import java.util.List;
import org.gumshoe.experiment.results.ExperimentResults.Start;

/**
 * Outcomes of the diagnosis without labels on failed and good runs.
 *
 * @param noticed failed runs that were reported as diverged
 * @param flagged good runs that were reported as diverged
 */
record DiagnosisOutcomes(int failed, int noticed, int good, int flagged) {
    static final double LEAST_END = .8;
    static final double LOSS = .02;

    /** Counts outcomes; a run whose end is unknown counts as neither. */
    static DiagnosisOutcomes of(List<Start> starts) {
        List<Start> ended =
                starts.stream().filter(s -> Double.isFinite(s.endAuc())).toList();
        List<Start> failed = ended.stream().filter(DiagnosisOutcomes::failed).toList();
        List<Start> good = ended.stream().filter(s -> !failed(s)).toList();
        return new DiagnosisOutcomes(failed.size(), diverged(failed), good.size(), diverged(good));
    }

    static boolean failed(Start start) {
        return start.endAuc() < start.startAuc() - LOSS || start.endAuc() < LEAST_END;
    }

    double shareNoticed() {
        return failed == 0 ? Double.NaN : (double) noticed / failed;
    }

    double shareFlagged() {
        return good == 0 ? Double.NaN : (double) flagged / good;
    }

    private static int diverged(List<Start> starts) {
        return (int) starts.stream().filter(Start::diverged).count();
    }
}
