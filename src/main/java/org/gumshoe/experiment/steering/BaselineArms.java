// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.data.StitchedPairs;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.steer.Direction;
import org.gumshoe.stitch.StitchFit;

/** Arms of a single direction that the mixture is compared with, and the arms of the weak model. */
final class BaselineArms {
    private BaselineArms() {}

    /**
     * Returns the arms.
     *
     * @param vectors of the strong model
     * @param classContrast of the strong model's refined concept
     */
    static List<SteeringArm> of(
            SteeringPart.Fitted fitted,
            DirectionSet vectors,
            List<Direction> classContrast,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong) {
        StitchedLayers layers = fitted.layers();
        StitchFit stitch = StitchedPairs.fit(fitted.activations(), layers.weak().layer(), strong.steered());
        Map<String, Double> inWeak = fitted.concept().weak().responsibilities();
        Direction weakDirection = layers.weak().classContrast(inWeak);
        DirectionSet weakVectors = new DirectionSet(
                fitted.activations().passages(), fitted.activations().weak(), weak.steered(), fitted.z());
        return List.of(
                steered(StoryArm.TRANSLATED.wireName(), vectors.translated(weakDirection, stitch.maps())),
                steered("oracle", vectors.oracle(fitted.activations().passages())),
                steered(StoryArm.REFINED.wireName(), classContrast),
                steered(StoryArm.SHUFFLED.wireName(), vectors.translated(weakDirection, stitch.shuffledMaps())),
                steered(StoryArm.RANDOM.wireName(), VectorBuilder.random(classContrast, 1)),
                SteeringArm.plainWeak("weak-unsteered"),
                SteeringArm.steered("weak", true, weakVectors.classContrast(inWeak), VectorBuilder.STRENGTH));
    }

    private static SteeringArm steered(String name, List<Direction> directions) {
        return SteeringArm.steered(name, false, directions, VectorBuilder.STRENGTH);
    }
}
