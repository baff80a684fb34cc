// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

/** Legend of the names in the tables of stories. */
final class Legend {
    static final String NOT_RUN = "This part was not run.";

    static final String ARMS =
            "Arms: real, passages of books of the concept by authors that neither the method nor the judges saw; real-plain, the same of other fiction; unsteered; prompt, where the prompt names the concept; best, the default: each block of the mixture's text is the one of several candidates that the concept's probe prefers; chosen-lda, the same with the topic model's score in its place; chosen-random, with random directions; chosen-unsteered and chosen-prompt, candidates without a vector; translated, the weak model's refined class contrast translated by the stitch map; shuffled, the same through a map fitted on shuffled pairs; oracle, the class contrast by true labels; refined, the strong model's class contrast by its refined concept; random, a random direction of the same norm; weak and weak-unsteered, the weak model with and without its own refined class contrast; rejection, the text with the highest topic-model score among an opening's unsteered texts; mixture, the mixture of directions that the stream serves; solved, class contrast and seed-word direction at strengths that were solved without labels; best-solved, as best, around these strengths.";

    static final String MIXTURE =
            "A mixture is named by its weights of four directions. Corpus direction: passages outside the cluster minus the model's unsteered texts. Class contrast: passages of the cluster's books minus those of other books. Seed-word direction: passages with more seed words against passages with fewer in the same book; it enters in the upper half of the layers alone. Residual correction: the cluster's passages with seed words minus the texts of the first mixture.";

    private Legend() {}
}
