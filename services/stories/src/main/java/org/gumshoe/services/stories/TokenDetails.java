// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;

/**
 * What the unsteered model makes of a story after the opening alone. Its likelihood is low where
 * steering or the prompt made the model write what it otherwise would not; its residual stream tells
 * where it reads the concept.
 */
final class TokenDetails {
    private final SteerableModel model;
    private final int[] opening;
    private final IntStream.Builder written = IntStream.builder();
    private final DoubleStream.Builder asWritten = DoubleStream.builder();

    /**
     * Readings of a story's tokens.
     *
     * @param values by token, in typical norms
     */
    record Readings(float[] values, int layer, long version) {}

    /**
     * Creates the details of a story to be written.
     *
     * @param opening of the request, without the prefix of its arm
     */
    TokenDetails(SteerableModel model, String opening) {
        this.model = model;
        this.opening = model.tokenizer().encode(opening);
    }

    /** Adds a generated token. */
    void add(int id, double logProb) {
        written.add(id);
        asWritten.add(logProb);
    }

    /** Details of a story to which no token may be added. */
    Ended end() {
        return new Ended(written.build().toArray(), asWritten.build().toArray());
    }

    /** Details of a story that is written. */
    final class Ended {
        private final int[] story;
        private final double[] asWritten;

        private Ended(int[] written, double[] asWritten) {
            story = IntStream.concat(Arrays.stream(opening), Arrays.stream(written))
                    .toArray();
            this.asWritten = asWritten;
        }

        /**
         * Returns the log-likelihood of each token in nats. It takes one forward pass, except for a
         * story without any influence.
         *
         * @param influenced whether anything but the opening influenced the model
         */
        double[] logProbs(boolean influenced) {
            return influenced
                    ? Arrays.stream(model.nll(story, opening.length))
                            .map(nll -> -nll)
                            .toArray()
                    : asWritten;
        }

        /**
         * Returns how far the residual stream at each token lies along a vector's direction, at the
         * middle one of its layers; empty where the vector is another model's.
         */
        Optional<Readings> readings(SteeringVector vector) {
            LayerDirection at = vector.getLayers().get(vector.getLayers().size() / 2);
            if (!vector.getModel().equals(model.info().sha256()) || at.getTypicalNorm() == 0) {
                return Optional.empty();
            }
            HiddenStates states =
                    model.read(List.of(story), new int[] {at.getLayer()}).getFirst();
            float[] unit = FloatLists.array(at.getDirection());
            float[] values = new float[asWritten.length];
            for (int token = 0; token < values.length; token++) {
                values[token] =
                        (float) (dot(states.at(at.getLayer(), opening.length + token), unit) / at.getTypicalNorm());
            }
            return Optional.of(new Readings(values, at.getLayer(), vector.getVersion()));
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
