// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * Returns what is to be sent so that a role takes a model, by key: the announcement under the
     * role's next version, remembered under its reading and in force; nothing when it is in force.
     *
     * @param inForceOrNull announcement that is in force in the role
     */
    public static Map<String, ModelAnnouncement> taking(ModelAnnouncement model, ModelAnnouncement inForceOrNull) {
        ModelAnnouncement next = ModelAnnouncement.newBuilder(model)
                .setVersion(inForceOrNull == null ? 1 : inForceOrNull.getVersion() + 1)
                .build();
        boolean same = inForceOrNull != null
                && ModelAnnouncement.newBuilder(inForceOrNull)
                        .setVersion(next.getVersion())
                        .build()
                        .equals(next);
        Map<String, ModelAnnouncement> records = new LinkedHashMap<>();
        if (!same) {
            records.put(AnnouncementKey.of(model).format(), next);
            records.put(AnnouncementKey.inForce(model.getRole()).format(), next);
        }
        return records;
    }
}
