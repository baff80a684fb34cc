// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.options;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.common.records.ModelAnnouncements;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command-line options of the weak and the strong language model and of the layers that are read
 * and steered.
 */
public final class ModelPair {
    @Mixin
    ModelNames names;

    @Option(
            names = "--weak-layer",
            paramLabel = "K",
            description = "block after which the weak model's residual stream is read (default: half of the blocks)")
    Integer weakLayer;

    @Option(
            names = "--strong-layers",
            paramLabel = "K",
            split = ",",
            description =
                    "blocks after which the strong model is read and steered (default: from a half to seven ninths of "
                            + "its blocks)")
    List<Integer> strongLayers;

    public ModelAnnouncement weak(PackageStore store) {
        return announcement(ModelRole.WEAK, names.weak, store, weakLayer == null ? null : List.of(weakLayer));
    }

    public ModelAnnouncement strong(PackageStore store) {
        return announcement(ModelRole.STRONG, names.strong, store, strongLayers);
    }

    /**
     * Makes the announcement of a model.
     *
     * @param requested layers to read; null for the default layers
     */
    public static ModelAnnouncement announcement(
            ModelRole role, String name, PackageStore store, List<Integer> requested) {
        Path location = store.model(name);
        ModelInfo info = LanguageModel.info(location);
        List<Integer> layers = requested != null ? requested : defaultLayers(role, info.blocks());
        for (int layer : layers) {
            if (layer < 1 || layer > info.blocks()) {
                throw new BadInputException("Layer " + layer + " of the " + role + " model does not exist: " + name
                        + " has " + info.blocks() + " blocks, so choose from 1 to " + info.blocks() + ".");
            }
        }
        return ModelAnnouncements.of(
                role.wireName(),
                name,
                location,
                info.sha256(),
                info.architecture(),
                info.blocks(),
                info.width(),
                layers);
    }

    /**
     * Returns the default layers: one in the middle of the weak model, several from the middle of
     * the strong model on, as trials suggest.
     */
    static List<Integer> defaultLayers(ModelRole role, int blocks) {
        return role == ModelRole.WEAK
                ? List.of(Math.max(1, blocks / 2))
                : IntStream.rangeClosed(Math.max(1, blocks / 2), Math.max(1, blocks * 7 / 9))
                        .boxed()
                        .toList();
    }
}
