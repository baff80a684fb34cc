// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import org.gumshoe.experiment.results.ExperimentResults;

/** What the names in the tables of stories stand for. */
final class Legend {
    static final String NOT_RUN = "This part was not run.";

    private static final double FLUENT = ExperimentResults.Steering.FLUENT;

    static final String ARMS =
            "Arms: unsteered; prompt, the concept named before the opening; translated, the weak model's direction through the stitch map; shuffled, the same through a map fitted on shuffled pairs; oracle, the difference of means by true labels; refined, the one by the refined concept in the strong model; random, a direction of the same norm; weak, the weak model itself with its refined vector; rejection, of an opening's unsteered texts the one that the topic model likes best; mixture.";

    static final String MIXTURE =
            "A mixture is named by its weights of corpus, class contrast, seed words and residual. Corpus: books outside the cluster minus the model's unsteered texts. Class contrast: books in the cluster minus the others. Seed words: what passages that name the concept have before others of the same book; in the upper half of the layers alone. Residual: the cluster's passages that name the concept minus the texts of the first mixture on the choosing openings. Of those whose texts neither model finds more than "
                    + FLUENT
                    + " times as hard as the unsteered ones it is the most fluent one whose share of texts that the judges, which learned from labels, hold for all three on the choosing openings is within a standard error of the largest.";

    private Legend() {}
}
