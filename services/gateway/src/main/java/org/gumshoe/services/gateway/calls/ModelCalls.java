// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.gumshoe.VisibleText;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.http.RequestBody;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelAnnouncements;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.view.Views;

/**
 * Calls for language models: those announced are listed, and one of them, with any of its layers,
 * takes a role. A file that was never announced is announced by `gumshoe models set`, on the machine
 * where the file is.
 */
final class ModelCalls {
    private final CallSupport support;

    /**
     * A language model that was announced.
     *
     * @param announced whether it is wanted in its role at present
     * @param inForce whether vectors are made from its reading
     */
    record ModelRow(
            String key,
            String role,
            String name,
            String sha256,
            String architecture,
            int blocks,
            int width,
            List<Integer> readLayers,
            List<Integer> writeLayers,
            long version,
            boolean announced,
            boolean inForce) {}

    ModelCalls(CallSupport support) {
        this.support = support;
    }

    List<Call> all() {
        return List.of(
                Call.get(
                        "/api/models",
                        "lists the language models that were announced, by role and layers",
                        AnswerShape.list(ModelRow.class, "the models"),
                        request -> request.json(rows(support.views()))),
                Call.post(
                        "/api/models",
                        "gives a role to a model that was announced before in any role, with some of its layers;"
                                + " the vectors in force change when it has read the books",
                        Map.of(),
                        CallSupport.jsonBody(ModelBody.SHAPE.schema()),
                        CallSupport.answer("the model's name", Map.of("name", "string")),
                        support.withJson(this::set)));
    }

    static List<ModelRow> rows(Views views) {
        return views.models().entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue(), views))
                .toList();
    }

    private static ModelRow row(String key, ModelAnnouncement model, Views views) {
        ModelReading reading = ModelReading.of(model);
        ModelAnnouncement wanted =
                views.models().get(AnnouncementKey.inForce(model.getRole()).format());
        return new ModelRow(
                key,
                model.getRole(),
                model.getName(),
                model.getSha256(),
                model.getArchitecture(),
                model.getBlocks(),
                model.getWidth(),
                model.getReadLayers(),
                model.getWriteLayers(),
                model.getVersion(),
                wanted != null && ModelReading.of(wanted).equals(reading),
                views.vectors().inForce().values().stream()
                        .filter(vector -> vector.getRole().equals(model.getRole())
                                && vector.getKind().equals(VectorKind.NATIVE.wireName()))
                        .anyMatch(vector -> reading.hasMade(vector, model.getRole())));
    }

    private void set(Context request) {
        RequestBody.requireType(request, CallSupport.JSON);
        ModelBody body = ModelBody.parse(RequestBody.text(request, CallSupport.MAX_JSON_BYTES));
        if (body.role() == null || ModelRole.find(body.role()).isEmpty()) {
            throw Refusal.of(400, "The role must be weak or strong.");
        }
        if (body.sha256() == null || body.readLayers() == null) {
            throw Refusal.of(400, "Name a model by its sha256, and readLayers.");
        }
        Map<String, ModelAnnouncement> announced = support.views().models();
        ModelAnnouncement model = announced.values().stream()
                .filter(each -> each.getSha256().equals(body.sha256()))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        404,
                        "No model with the SHA-256 '" + VisibleText.quoted(body.sha256())
                                + "' was ever announced: `./gumshoe models set` announces a file."));
        ModelAnnouncement next = body.announcement(model);
        support.sender()
                .send(
                        ModelAnnouncements.taking(
                                        next,
                                        announced.get(AnnouncementKey.inForce(body.role())
                                                .format()))
                                .entrySet()
                                .stream()
                                .map(entry -> Topics.LANGUAGE_MODELS.record(entry.getKey(), entry.getValue())));
        request.json(Map.of("name", next.getName()));
    }
}
