// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.eval.judge.ContentWords;
import org.gumshoe.lda.ConceptSeeds;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.pipeline.ReadSpec;

/**
 * Configuration of an experiment.
 *
 * @param books that everything is fitted on
 * @param testOrNull books that everything is scored on and nothing is fitted on; null: folds of
 *     authors
 * @param label column of the manifest, unless {@code subjectOrNull} names a subject
 * @param refine options of the refinement
 * @param contentOrNull words that show what a text is about, none of them a seed word; null:
 *     content is not measured
 * @param seededOrNull whether the seed words enter the topic model's prior; null: when the books
 *     hold less than a million words
 * @param encoder directory of the judge's sentence encoder
 * @param cache directory of activations and texts
 */
public record ExperimentConfig(
        BookSource books,
        BookSource testOrNull,
        String label,
        String subjectOrNull,
        String concept,
        List<String> seeds,
        RefineOptions refine,
        ContentWords contentOrNull,
        Boolean seededOrNull,
        Path weak,
        Path strong,
        Path brown,
        Path encoder,
        Path cache,
        Size size,
        List<String> parts,
        String command) {

    /**
     * Source of labelled books: a directory and its manifest. A null directory stands for the
     * fiction of the Brown corpus.
     */
    public record BookSource(Path directory, Path manifest) {}

    /** All parts, in the order in which they run. */
    public static final List<String> PARTS = List.of("weak-to-strong", "basin", "data", "pointers", "steering");

    /**
     * Size of the experiment: how much is read and how often it is repeated.
     *
     * @param perBook passages of each book that the language models read
     * @param perClusterBook passages of each book of the cluster for the seed-word direction
     * @param folds of authors
     * @param noiseSeeds starts at each level of noise
     * @param draws random subsets of books of each size
     * @param rareDraws random subsets where positive books are rarest
     * @param ldaSeeds random seeds of the topic model
     * @param storySeeds texts for each opening
     * @param tokens of each text
     * @param perplexityTexts texts of each arm whose perplexity is measured
     */
    public record Size(
            boolean quick,
            int perBook,
            int perClusterBook,
            int folds,
            int noiseSeeds,
            int draws,
            int rareDraws,
            int ldaSeeds,
            int storySeeds,
            int tokens,
            int perplexityTexts) {
        public static final Size QUICK = new Size(true, 5, 16, 6, 2, 1, 10, 10, 4, 120, 64);
        public static final Size FULL = new Size(false, 16, 16, 10, 16, 6, 10, 10, 8, 120, Integer.MAX_VALUE);
    }

    public ExperimentConfig {
        seeds = ConceptSeeds.asWords(seeds);
        for (String part : parts) {
            if (!PARTS.contains(part)) {
                throw new BadInputException("There is no part " + part + " of the experiment; choose from "
                        + String.join(", ", PARTS) + ".");
            }
        }
    }

    /** Returns how passages and generated texts are read: as in a stream. */
    public ReadSpec readSpec() {
        return ReadSpec.DEFAULT;
    }

    public boolean has(String part) {
        return parts.contains(part);
    }

    /**
     * Layers at which a model is read and steered, as shares of its depth. The vector steers from a
     * half to two thirds (weak model) or seven ninths (strong model). A layer at a third is read
     * for comparison.
     *
     * @param refined the layer at which a concept is refined before layers are chosen, at two
     *     thirds
     * @param steered the layers of the steering vector
     * @param read all layers that are read, in ascending order
     */
    public record Layers(ModelInfo info, int refined, int[] steered, int[] read) {
        public static Layers weak(Path model) {
            return of(LanguageModel.info(model), 2. / 3);
        }

        public static Layers strong(Path model) {
            return of(LanguageModel.info(model), 7. / 9);
        }

        private static Layers of(ModelInfo info, double last) {
            int blocks = info.blocks();
            int refined = Math.max(1, blocks * 2 / 3);
            int[] steered = IntStream.rangeClosed(Math.max(1, blocks / 2), Math.max(1, (int) Math.floor(blocks * last)))
                    .toArray();
            TreeSet<Integer> read = new TreeSet<>(List.of(Math.max(1, blocks / 3), refined));
            Arrays.stream(steered).forEach(read::add);
            return new Layers(
                    info,
                    refined,
                    steered,
                    read.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
