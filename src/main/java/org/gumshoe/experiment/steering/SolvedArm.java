// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gumshoe.pipeline.SolvedStrengths;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextResponse;
import org.gumshoe.steer.TextSums;

/** Arm whose strengths are solved for this concept and model, as a stream does it ({@link SolvedStrengths}). */
record SolvedArm(SteeringArm arm, SolvedStrengths strengths, Function<TextSums, TextResponse.Reading> reader) {
    static final String NAME = "solved";

    /** Texts under each direction alone, for each opening. */
    static final int SEEDS = 4;

    /**
     * Solves the strengths.
     *
     * @param own the model's unsteered texts
     * @param texts writes and reads the texts of an arm
     * @return empty where no passage of the cluster holds a seed word, or too few texts were measured
     */
    static Optional<SolvedArm> solve(
            Mixture.Parts parts, SeedWordSums cluster, TextSums own, Function<SteeringArm, TextSums> texts) {
        if (parts.seedWords().isEmpty()) {
            return Optional.empty();
        }
        Map<TextGroup, TextSums> groups = new EnumMap<>(TextGroup.class);
        groups.put(TextGroup.UNSTEERED, own);
        groups.put(TextGroup.CLASS_CONTRAST, texts.apply(alone(TextGroup.CLASS_CONTRAST, parts.classContrast())));
        groups.put(TextGroup.SEED_WORDS, texts.apply(alone(TextGroup.SEED_WORDS, parts.seedWordsAbove())));
        return SolvedStrengths.of(parts, cluster, groups, SolvedStrengths.MOST_PERPLEXITY)
                .map(solved -> new SolvedArm(
                        SteeringArm.mixture(solved.mixture().of(parts)).named(NAME),
                        solved,
                        read -> SolvedStrengths.reading(parts, own, read)));
    }

    private static SteeringArm alone(TextGroup group, List<Direction> directions) {
        return SteeringArm.steered(group.wireName(), false, directions, VectorBuilder.STRENGTH);
    }

    /** Returns the solved strengths and the surprise that they foresee. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("solvedClassContrast", strengths.mixture().classContrast());
        figures.put("solvedSeedWords", strengths.mixture().seedWords());
        figures.put("solvedSurpriseForeseen", strengths.foreseen().surprise());
        return figures;
    }

    /** Returns, from other texts of this arm, how well readings were foreseen, and their surprise. */
    Map<String, Double> certificate(TextSums realised) {
        TextResponse.Reading reading = reader.apply(realised);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("solvedForeseen", reading.r2(strengths.foreseen()));
        figures.put("solvedSurprise", reading.surprise());
        return figures;
    }
}
