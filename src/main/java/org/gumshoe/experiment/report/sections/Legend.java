// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import org.gumshoe.experiment.results.SteeringResults;

/** Legend of the names in the tables of stories. */
final class Legend {
    static final String NOT_RUN = "This part was not run.";

    private static final double FLUENT = SteeringResults.FLUENT;

    static final String ARMS =
            "Arms: unsteered; prompt, where the prompt names the concept; translated, the weak model's refined class contrast translated by the stitch map; shuffled, the same through a map fitted on shuffled pairs; oracle, the class contrast by true labels; refined, the strong model's class contrast by its refined concept; random, a random direction of the same norm; weak, the weak model steered by its own refined class contrast; rejection, the text with the highest topic-model score among an opening's unsteered texts; mixture, the chosen mixture of directions.";

    static final String MIXTURE =
            "A mixture is named by its weights of four directions. Corpus direction: passages outside the cluster minus the model's unsteered texts. Class contrast: passages of the cluster's books minus those of other books. Seed-word direction: passages with more seed words against passages with fewer in the same book; it enters in the upper half of the layers alone. Residual correction: the cluster's passages with seed words minus the texts of the first mixture. A mixture is fluent when by both models the perplexity of its texts is at most "
                    + FLUENT
                    + " times that of the unsteered texts. Mixtures were tried on the first half of the openings. Of the fluent ones whose share of all three is within one standard error of the largest, the most fluent was chosen. The judges learned from labels, so this choice uses labels.";

    private Legend() {}
}
