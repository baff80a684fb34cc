// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.model;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.services.cli.download.PackageStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The weak and the strong language model, and the layers that are read and steered. */
public final class ModelPair {
    @Mixin
    ModelNames names;

    @Option(
            names = "--weak-layer",
            paramLabel = "K",
            description = "the weak model's residual stream is read after K blocks (default: half of them)")
    Integer weakLayer;

    @Option(
            names = "--strong-layers",
            paramLabel = "K",
            split = ",",
            description =
                    "the strong model is read and steered after these blocks (default: from a half to three quarters)")
    List<Integer> strongLayers;

    public LanguageModel weak(PackageStore store) {
        return announcement("weak", names.weak, store, weakLayer == null ? null : List.of(weakLayer));
    }

    public LanguageModel strong(PackageStore store) {
        return announcement("strong", names.strong, store, strongLayers);
    }

    /** @param wanted layers to read; null for the usual ones */
    static LanguageModel announcement(String role, String name, PackageStore store, List<Integer> wanted) {
        Path location = store.model(name);
        ModelInfo info = org.gumshoe.lm.LanguageModel.info(location);
        List<Integer> layers = wanted != null ? wanted : defaultLayers(role, info.blocks());
        for (int layer : layers) {
            if (layer < 1 || layer > info.blocks()) {
                throw new BadInputException("Layer " + layer + " of the " + role + " model does not exist: " + name
                        + " has " + info.blocks() + " blocks, so choose from 1 to " + info.blocks() + ".");
            }
        }
        return LanguageModel.newBuilder()
                .setRole(role)
                .setName(name)
                .setLocation(location.toString())
                .setSha256(info.sha256())
                .setArchitecture(info.architecture())
                .setBlocks(info.blocks())
                .setWidth(info.width())
                .setReadLayers(layers)
                .setWriteLayers(layers)
                .build();
    }

    /**
     * One layer in the middle of the weak model; in the strong one, several from the middle on, as
     * scratch runs advise.
     */
    static List<Integer> defaultLayers(String role, int blocks) {
        return role.equals("weak")
                ? List.of(Math.max(1, blocks / 2))
                : IntStream.rangeClosed(Math.max(1, blocks / 2), Math.max(1, blocks * 7 / 9))
                        .boxed()
                        .toList();
    }
}
