// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.util.List;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.gateway.http.JsonBody;
import org.gumshoe.services.gateway.http.Shape;

/** JSON body of the choice of a language model and its layers for a role. */
record ModelBody(String role, String sha256, List<Integer> readLayers) {
    static final Shape SHAPE = Shape.of(ModelAnnouncement.getClassSchema(), "role", "sha256", "readLayers");

    /**
     * Reads a body.
     *
     * @throws Refusal with status 400 and a sentence that names the field
     */
    static ModelBody parse(String json) {
        return JsonBody.parse(json, ModelBody.class, SHAPE);
    }

    /**
     * Makes the announcement, without a version.
     *
     * @param model announcement of the chosen model in any role
     * @throws Refusal with status 400 when the model has no such layers
     */
    ModelAnnouncement announcement(ModelAnnouncement model) {
        List<Integer> chosen = readLayers.stream().distinct().sorted().toList();
        if (chosen.isEmpty() || chosen.getFirst() < 1 || chosen.getLast() > model.getBlocks()) {
            String name = model.getName();
            throw Refusal.of(
                    400,
                    "The layers are " + chosen + " but must be some of 1 to " + model.getBlocks() + ", the blocks of "
                            + name.substring(name.lastIndexOf('/') + 1) + ".");
        }
        return ModelAnnouncement.newBuilder(model)
                .setRole(role)
                .setReadLayers(chosen)
                .setWriteLayers(chosen)
                .build();
    }
}
