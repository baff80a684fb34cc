// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Map;
import java.util.Optional;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextResponse;
import org.gumshoe.steer.TextSums;

/**
 * Strengths of a refined vector's directions, solved for one concept and model without labels: its texts should read as
 * those passages of the cluster do that hold seed words ({@link TextResponse}).
 *
 * @param foreseen reading of texts under the mixture
 */
public record SolvedStrengths(Mixture mixture, TextResponse.Reading foreseen) {
    /** Texts of each group that are needed. */
    public static final int LEAST_TEXTS = 16;

    /** Times the perplexity of the model's own texts that texts may have, by the unsteered model. */
    public static final double MOST_PERPLEXITY = 1.1;

    /**
     * Solves the strengths by readings at the last steered layer.
     *
     * @param cluster sums of the cluster's books at the steered layers
     * @param texts of the model; under a single direction at strength {@link VectorBuilder#STRENGTH}
     * @param mostPerplexity times that of the model's own texts, by the unsteered model
     * @return empty while texts of a group are missing, or when no passage holds a seed word
     */
    public static Optional<SolvedStrengths> of(
            Mixture.Parts parts, SeedWordSums cluster, Map<TextGroup, TextSums> texts, double mostPerplexity) {
        if (parts.seedWords().isEmpty()
                || !cluster.hold()
                || !isEnough(texts.get(TextGroup.UNSTEERED))
                || !isEnough(texts.get(TextGroup.CLASS_CONTRAST))
                || !isEnough(texts.get(TextGroup.SEED_WORDS))) {
            return Optional.empty();
        }
        Reader reader = new Reader(parts, texts.get(TextGroup.UNSTEERED));
        TextResponse response = new TextResponse(
                VectorBuilder.STRENGTH,
                reader.read(texts.get(TextGroup.CLASS_CONTRAST)),
                reader.read(texts.get(TextGroup.SEED_WORDS)));
        Mixture solved = response.solve(reader.read(cluster), Math.log(mostPerplexity));
        return Optional.of(new SolvedStrengths(solved, response.foreseen(solved)));
    }

    private static boolean isEnough(TextSums textsOrNull) {
        return textsOrNull != null && textsOrNull.measured() >= LEAST_TEXTS;
    }

    /** Returns the reading of a model's texts; NaN as surprise where none was measured. */
    public static TextResponse.Reading reading(Mixture.Parts parts, TextSums own, TextSums texts) {
        return new Reader(parts, own).read(texts);
    }

    private record Reader(Direction contrast, Direction words, TextSums own) {
        Reader(Mixture.Parts parts, TextSums own) {
            this(parts.classContrast().getLast(), parts.seedWords().getLast(), own);
        }

        TextResponse.Reading read(TextSums texts) {
            return read(texts.activations().mean(contrast.layer()), texts.meanSurprise() - own.meanSurprise());
        }

        TextResponse.Reading read(SeedWordSums cluster) {
            return read(cluster.lastWeightedMean(), 0);
        }

        private TextResponse.Reading read(double[] mean, double surprise) {
            return TextResponse.reading(contrast, words, mean, own.activations().mean(contrast.layer()), surprise);
        }
    }
}
