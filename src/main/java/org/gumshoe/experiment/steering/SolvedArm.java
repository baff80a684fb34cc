// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.TextResponse;

/**
 * Arm whose strengths are solved for this concept and model, without labels: its texts should read as those passages
 * of the cluster do that hold seed words ({@link TextResponse}).
 *
 * @param mixture of class contrast and seed-word direction
 * @param foreseen reading of its texts
 */
record SolvedArm(
        SteeringArm arm,
        Mixture mixture,
        TextResponse.Reading foreseen,
        Function<BookSums, TextResponse.Reading> reader) {
    static final String NAME = "solved";

    /** Texts under each direction alone, for each opening. */
    static final int SEEDS = 4;

    /**
     * Solves the strengths, by readings at the last steered layer.
     *
     * @param target mean activation of the cluster's passages there, weighted by seed words
     * @param own sums of the model's unsteered texts
     * @param texts writes and reads the texts of an arm
     */
    static SolvedArm solve(Mixture.Parts parts, double[] target, BookSums own, Function<SteeringArm, BookSums> texts) {
        Direction contrast = parts.classContrast().getLast();
        Direction words = parts.seedWords().getLast();
        double[] plain = own.mean(contrast.layer());
        Function<BookSums, TextResponse.Reading> reader =
                of -> TextResponse.reading(contrast, words, of.mean(contrast.layer()), plain);
        List<Direction> all = parts.seedWords();
        TextResponse response = new TextResponse(
                VectorBuilder.STRENGTH,
                reader.apply(texts.apply(alone("class-contrast", parts.classContrast()))),
                reader.apply(texts.apply(alone("seed-words", all.subList(all.size() / 2, all.size())))));
        Mixture solved = response.solve(TextResponse.reading(contrast, words, target, plain));
        return new SolvedArm(
                SteeringArm.mixture(solved.of(parts)).named(NAME), solved, response.foreseen(solved), reader);
    }

    private static SteeringArm alone(String name, List<Direction> directions) {
        return SteeringArm.steered(name, false, directions, VectorBuilder.STRENGTH);
    }

    /** Returns the solved strengths and, from other texts of this arm, how well they were foreseen. */
    Map<String, Double> certificate(BookSums realised) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("solvedClassContrast", mixture.classContrast());
        figures.put("solvedSeedWords", mixture.seedWords());
        figures.put("solvedForeseen", reader.apply(realised).r2(foreseen));
        return figures;
    }
}
