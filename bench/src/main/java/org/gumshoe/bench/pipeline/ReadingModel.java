// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.nio.file.Path;
import java.util.Arrays;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.records.ModelAnnouncements;

/**
 * A model and the layers at which it is read.
 *
 * @param layers in ascending order
 */
record ReadingModel(ModelRole role, Path location, int[] layers) {
    /** Returns the layer in the middle, where the stream refines. */
    int refined() {
        return layers[layers.length / 2];
    }

    ExperimentConfig.Layers asLayers() {
        return new ExperimentConfig.Layers(LanguageModel.info(location), refined(), layers, layers);
    }

    ModelAnnouncement announcement() {
        var info = LanguageModel.info(location);
        return ModelAnnouncements.of(
                role.wireName(),
                location.getFileName().toString(),
                location,
                info.sha256(),
                info.architecture(),
                info.blocks(),
                info.width(),
                Arrays.stream(layers).boxed().toList());
    }
}
