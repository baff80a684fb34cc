// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.nio.file.Path;
import java.util.List;
import org.gumshoe.schemas.ModelAnnouncement;

/** Factory of announcements of language models; this module does not know the class that describes one. */
public final class ModelAnnouncements {
    private ModelAnnouncements() {}

    /**
     * Makes the announcement of a model, without a version.
     *
     * @param name by which people know the model
     * @param layers that are read, and steered
     */
    public static ModelAnnouncement of(
            String role,
            String name,
            Path location,
            String sha256,
            String architecture,
            int blocks,
            int width,
            List<Integer> layers) {
        return ModelAnnouncement.newBuilder()
                .setRole(role)
                .setName(name)
                .setLocation(location.toString())
                .setSha256(sha256)
                .setArchitecture(architecture)
                .setBlocks(blocks)
                .setWidth(width)
                .setReadLayers(layers)
                .setWriteLayers(layers)
                .build();
    }
}
