// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.List;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.steer.Direction;

/**
 * Arm of the experiment: how its texts are generated.
 *
 * @param name in results.json
 * @param inWeak whether the weak model writes
 * @param prefix text before the opening
 * @param strengths by layer, in typical norms
 */
record SteeringArm(
        String name,
        boolean inWeak,
        String prefix,
        List<Integer> layers,
        List<Double> strengths,
        List<Injection> injections) {

    /** Returns an arm without a vector. */
    static SteeringArm plain(String name, String prefix) {
        return new SteeringArm(name, false, prefix, List.of(), List.of(), List.of());
    }

    /** Returns an arm of the weak model without a vector. */
    static SteeringArm plainWeak(String name) {
        return new SteeringArm(name, true, "", List.of(), List.of(), List.of());
    }

    /** Returns the same arm under another name. */
    SteeringArm named(String other) {
        return new SteeringArm(other, inWeak, prefix, layers, strengths, injections);
    }

    /** Returns the same arm at a share of its strengths. */
    SteeringArm times(double share) {
        return new SteeringArm(
                name,
                inWeak,
                prefix,
                layers,
                strengths.stream().map(strength -> share * strength).toList(),
                injections.stream().map(injection -> injection.times(share)).toList());
    }

    /** Returns an arm with the same strength at every layer. */
    static SteeringArm steered(String name, boolean inWeak, List<Direction> directions, double strength) {
        return new SteeringArm(
                name,
                inWeak,
                "",
                directions.stream().map(Direction::layer).toList(),
                directions.stream().map(d -> strength).toList(),
                StoryArms.steering(directions, strength));
    }

    /** Returns the arm of a mixture, whose directions have their own strengths. */
    static SteeringArm mixture(List<Direction> mixture) {
        return new SteeringArm(
                "mixture",
                false,
                "",
                mixture.stream().map(Direction::layer).toList(),
                mixture.stream().map(Direction::strength).toList(),
                StoryArms.steering(mixture));
    }
}
