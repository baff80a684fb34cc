// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.common.records.ModelAnnouncements;

/**
 * Announcements of the language models that the benchmark switches between.
 *
 * @param otherLayers the strong model at the layers of the first switch
 * @param lastLayers the strong model at the layers of the last switch
 */
record BenchModels(
        ModelAnnouncement weak,
        ModelAnnouncement strong,
        ModelAnnouncement otherLayers,
        ModelAnnouncement lastLayers,
        ModelAnnouncement otherWeak) {

    static BenchModels of(Map<String, String> options) {
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err));
        String strong = options.getOrDefault("strong", "gemma3-270m");
        return new BenchModels(
                announcement(ModelRole.WEAK, options.getOrDefault("weak", "smollm2"), store, options.get("weaklayer")),
                announcement(ModelRole.STRONG, strong, store, options.getOrDefault("layers", "9,10,11,12,13,14")),
                announcement(ModelRole.STRONG, strong, store, options.getOrDefault("layers2", "8,9,10,11,12,13")),
                announcement(ModelRole.STRONG, strong, store, options.getOrDefault("layers3", "10,11,12,13,14,15")),
                announcement(
                        ModelRole.WEAK,
                        options.getOrDefault("weak2", "gemma3-270m"),
                        store,
                        options.getOrDefault("weak2layer", "6")));
    }

    /** @param layers separated by commas; null for the middle one */
    private static ModelAnnouncement announcement(ModelRole role, String name, PackageStore store, String layers) {
        Path location = store.model(name);
        ModelInfo info = LanguageModel.info(location);
        List<Integer> read = layers == null
                ? List.of(info.blocks() / 2)
                : Arrays.stream(layers.split(",")).map(Integer::valueOf).toList();
        return ModelAnnouncements.of(
                role.wireName(), name, location, info.sha256(), info.architecture(), info.blocks(), info.width(), read);
    }
}
