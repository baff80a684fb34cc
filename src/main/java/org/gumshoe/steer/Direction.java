// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.stitch.StitchMap;

/**
 * Direction in the residual stream after {@code layer} blocks.
 *
 * @param unit vector of length 1
 * @param norm length of the difference that the direction was made from, in units of the residual
 *     stream
 * @param typicalNorm root mean squared distance of a passage's activation from the mean of all
 *     passages; strengths are multiples of it, so that they compare between layers and models
 */
public record Direction(int layer, float[] unit, double norm, double typicalNorm) {

    /**
     * Normalises a difference of activations.
     *
     * @throws BadInputException when the difference is zero or not finite
     */
    public static Direction of(int layer, double[] difference, double typicalNorm) {
        double norm = Statistics.norm(difference);
        if (!(norm > 0) || Double.isInfinite(norm)) {
            throw new BadInputException("The difference at layer " + layer + " has length " + norm
                    + ", so there is no direction; check that the concept's books differ from the others.");
        }
        float[] unit = new float[difference.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (difference[i] / norm);
        }
        return new Direction(layer, unit, norm, typicalNorm);
    }

    /** Returns the difference before it was normalised: unit times norm. */
    public float[] difference() {
        return vector(norm);
    }

    /**
     * Returns the vector to add to the residual stream.
     *
     * @param strength in typical norms
     */
    public float[] steering(double strength) {
        return vector(strength * typicalNorm);
    }

    /**
     * Returns the norm in typical norms: the strength at which {@link #steering} gives the
     * difference.
     */
    public double strength() {
        return norm / typicalNorm;
    }

    /**
     * Translates this direction by a stitch map. Only W is applied, since the offset cancels in a
     * difference.
     *
     * @param strongTypicalNorm typical norm at the map's strong layer
     * @throws BadInputException when the map starts at another layer
     */
    public Direction through(StitchMap map, double strongTypicalNorm) {
        if (map.weakLayer() != layer) {
            throw new BadInputException("A direction of layer " + layer + " cannot pass the stitch map of layer "
                    + map.weakLayer() + "; take the direction of the layer that the map was fitted on.");
        }
        return of(map.strongLayer(), Statistics.widen(map.translate(difference())), strongTypicalNorm);
    }

    /** Translates this direction by each map. */
    public List<Direction> through(List<StitchMap> maps, List<Direction> typical) {
        return maps.stream()
                .map(m -> through(m, Directions.at(typical, m.strongLayer()).typicalNorm()))
                .toList();
    }

    private float[] vector(double length) {
        float[] v = new float[unit.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (unit[i] * length);
        }
        return v;
    }
}
