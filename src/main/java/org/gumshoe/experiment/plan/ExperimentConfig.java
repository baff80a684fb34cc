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
 * @param halves options of the part that fits on halves of the authors
 * @param arms of the steering part that are written, on long openings alone; none: all, on all openings
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
        Halves halves,
        List<String> arms,
        List<String> parts,
        String command) {

    /**
     * Source of labelled books: directories, and a manifest for each. Without directories it stands
     * for the fiction of the Brown corpus.
     */
    public record BookSource(List<Path> directories, List<Path> manifests) {
        public static final BookSource BROWN = new BookSource(List.of(), List.of());

        public BookSource {
            if (directories.size() != manifests.size()) {
                throw new BadInputException("There are " + directories.size() + " directories of books and "
                        + manifests.size() + " manifests; give one manifest for each directory, in the same order.");
            }
        }

        public boolean isBrown() {
            return directories.isEmpty();
        }
    }

    /**
     * Options of the parts {@value #HALVES} and {@value #LAWS}, which have concepts of their own.
     *
     * @param halvings number of random halvings of the authors, at least 1
     * @param tableOrNull table of the concepts; null: the one of this repository
     * @param concepts names of those to run; none: all of the table
     * @param drawsOrNull random draws of each kind for the laws; null: one in the quick form, else five
     */
    public record Halves(int halvings, Path tableOrNull, List<String> concepts, Integer drawsOrNull) {
        public static final Halves DEFAULT = new Halves(5, null, List.of(), null);

        public Halves {
            if (halvings < 1) {
                throw new BadInputException(
                        halvings + " halvings of the authors give no figure; choose at least 1, better 5.");
            }
            if (drawsOrNull != null && drawsOrNull < 1) {
                throw new BadInputException(
                        drawsOrNull + " draws give no figure; choose at least 1, better 3 or more.");
            }
        }

        /** Returns the number of random draws of each kind for the laws. */
        public int draws(Size size) {
            return drawsOrNull != null ? drawsOrNull : size.quick() ? 1 : 5;
        }
    }

    /** Part that fits on one half of the authors and scores the other. */
    public static final String HALVES = "halves";

    /** Part that measures four laws on the same concepts. */
    public static final String LAWS = "laws";

    private static final List<String> WITH_A_TABLE = List.of(HALVES, LAWS);

    /** Parts that run when none is chosen, in this order. */
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
     * @param storySeeds texts for each of the long openings, of the arms that are compared
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
        public static final Size QUICK = new Size(true, 5, 16, 6, 2, 1, 10, 10, 3, 96, 72);
        public static final Size FULL = new Size(false, 16, 16, 10, 16, 6, 10, 10, 11, 120, Integer.MAX_VALUE);

        /** Returns the texts of each arm whose divergences are measured, which takes two readings and more of each. */
        public int divergenceTexts() {
            return perplexityTexts / 6;
        }
    }

    public ExperimentConfig {
        seeds = ConceptSeeds.asWords(seeds);
        for (String part : parts) {
            if (!PARTS.contains(part) && !WITH_A_TABLE.contains(part)) {
                throw new BadInputException("There is no part " + part + " of the experiment; choose from "
                        + String.join(", ", PARTS) + ", " + String.join(", ", WITH_A_TABLE) + ".");
            }
        }
        ArmNames.check(arms, size.quick());
    }

    /** Returns how passages and generated texts are read: as in a stream. */
    public ReadSpec readSpec() {
        return ReadSpec.DEFAULT;
    }

    /**
     * Returns whether an arm of the steering part is written.
     *
     * @throws IllegalArgumentException when no arm has this name
     */
    public boolean writes(String arm) {
        return ArmNames.isWritten(arm, arms, size.quick());
    }

    public boolean has(String part) {
        return parts.contains(part);
    }

    /** Returns whether a part with a table of concepts runs. */
    public boolean hasTables() {
        return parts.stream().anyMatch(WITH_A_TABLE::contains);
    }

    /** Returns whether only parts with a table of concepts run, so that the single concept is not needed. */
    public boolean hasOnlyTables() {
        return WITH_A_TABLE.containsAll(parts);
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
