// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.stitch.StitchMap;

/**
 * A direction in the residual stream after {@code layer} blocks.
 *
 * @param unit of length 1
 * @param norm length of the difference that it was made from, in units of the residual stream
 * @param typicalNorm root mean squared distance of a passage's activation from the mean of all: the
 *     unit of strengths, so that layers and models compare
 */
public record Direction(int layer, float[] unit, double norm, double typicalNorm) {

    /**
     * @throws BadInputException when the difference is zero or not finite, since then nothing tells
     *     where to steer
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

    /** The difference before it was scaled: unit times norm. */
    public float[] difference() {
        return vector(norm);
    }

    /** What is added to the residual stream at this strength, in typical norms. */
    public float[] steering(double strength) {
        return vector(strength * typicalNorm);
    }

    /**
     * The norm in typical norms: the strength at which {@link #steering} gives the difference back.
     */
    public double strength() {
        return norm / typicalNorm;
    }

    /**
     * This direction as seen through a stitch map, by W alone. {@code strongTypicalNorm} is that of
     * the map's strong layer.
     */
    public Direction through(StitchMap map, double strongTypicalNorm) {
        if (map.weakLayer() != layer) {
            throw new BadInputException("A direction of layer " + layer + " cannot pass the stitch map of layer "
                    + map.weakLayer() + "; take the direction of the layer that the map was fitted on.");
        }
        return of(map.strongLayer(), Statistics.widen(map.translate(difference())), strongTypicalNorm);
    }

    /** This direction at every layer that a map leads to. */
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
