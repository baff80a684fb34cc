// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.List;
import org.gumshoe.experiment.laws.stories.StoryReader;
import org.gumshoe.experiment.laws.stories.StoryTexts;
import org.gumshoe.steer.probe.CrossFittedProbe;

/** Made-up readers and texts, without a model. */
final class MadeUpProbe {
    private MadeUpProbe() {}

    /** Returns a reader with these weights whose scores of passages have this deviation. */
    static StoryReader reader(double deviation, double... weights) {
        CrossFittedProbe probe =
                CrossFittedProbe.of(new CrossFittedProbe.Weights(new double[0][], new double[0], weights, 3));
        return new StoryReader(probe, deviation);
    }

    static StoryTexts texts(float... state) {
        return new StoryTexts(List.of("a", "b"), state);
    }
}
