// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.steer.Direction;

/**
 * Causal shift of a direction: how much likelier the strong model makes some words as the next one, behind
 * plain openings, when the direction is added to its residual stream.
 */
final class CausalShift implements AutoCloseable {
    private static final int OPENINGS = 4;

    /** Strength in typical norms, at one layer. */
    private static final double STRENGTH = .5;

    private final LanguageModel model;
    private final List<int[]> openings = new ArrayList<>();
    private final List<float[]> unsteered = new ArrayList<>();

    CausalShift(Path strong) {
        model = LanguageModel.load(strong);
        for (String opening : StoryOpenings.SHORT.subList(0, OPENINGS)) {
            int[] ids = model.tokenizer().encode(opening);
            openings.add(ids);
            unsteered.add(model.logits(ids, List.of()));
        }
    }

    /** Returns the change of the words' mean logit less that of all tokens, in nats, averaged over openings. */
    synchronized double of(Direction direction, List<String> words) {
        int[] tokens = model.unembedding().tokens(words);
        double shift = 0;
        for (int o = 0; o < OPENINGS; o++) {
            float[] steered = model.logits(
                    openings.get(o), List.of(new Injection(direction.layer(), direction.steering(STRENGTH))));
            float[] plain = unsteered.get(o);
            double all = IntStream.range(0, plain.length)
                    .mapToDouble(t -> steered[t] - plain[t])
                    .average()
                    .orElseThrow();
            double of = IntStream.of(tokens)
                    .mapToDouble(t -> steered[t] - plain[t])
                    .average()
                    .orElseThrow();
            shift += (of - all) / OPENINGS;
        }
        return shift;
    }

    /** Returns a random direction, whose dimensions vary as the activations' do. */
    static Direction random(Direction like, double[] deviation, long seed) {
        Random random = new Random(seed);
        double[] difference = new double[deviation.length];
        for (int d = 0; d < difference.length; d++) {
            difference[d] = random.nextGaussian() * deviation[d];
        }
        return Direction.of(like.layer(), difference, like.typicalNorm());
    }

    @Override
    public void close() {
        model.close();
    }
}
