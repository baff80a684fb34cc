// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.http.Shape;
import org.gumshoe.services.gateway.view.VectorRow;
import org.gumshoe.services.gateway.view.VectorVersions;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.files.ControlVectors;
import org.gumshoe.steer.files.NpyArray;

/** Calls for steering vectors: what is in force, how versions differ, and as files. */
final class VectorCalls {
    private static final Shape METRIC =
            Shape.of(RefinementMetric.getClassSchema(), "concept", "metric", "value", "version", "cause", "at");
    private static final Shape VECTOR = Shape.of(SteeringVector.getClassSchema(), "version", "passages", "books")
            .with("key", Map.of("type", "string", "description", "concept|role|kind"))
            .with("layers", Map.of("type", "array", "items", Map.of("type", "integer")));
    private static final Set<String> FORMS = Set.of("npy", "gguf", "json");

    private final CallSupport support;

    /** Comparison of two versions; the rows are null where the version is not kept. */
    record VectorDiff(VectorRow from, VectorRow to, List<VectorVersions.LayerCosine> cosines) {}

    VectorCalls(CallSupport support) {
        this.support = support;
    }

    List<Call> all() {
        return List.of(
                Call.get("/api/vectors", "lists the newest steering vectors", list("vectors", VECTOR), this::vectors),
                Call.get("/api/metrics", "lists the newest refinement metrics", list("metrics", METRIC), this::metrics),
                Call.get(
                        "/api/lineage",
                        "lists the newest steering vectors with their parents, causes and diagnosis",
                        AnswerShape.list(VectorRow.class, "the vectors in force"),
                        request -> request.json(support.views().vectors().inForce().values().stream()
                                .map(VectorRow::of)
                                .toList())),
                Call.get(
                        "/api/vectors/diff",
                        "compares two versions of a vector layer by layer",
                        CallSupport.parameters(
                                "key", CallSupport.TEXT, "from", CallSupport.NUMBER, "to", CallSupport.NUMBER),
                        AnswerShape.of(VectorDiff.class, "the comparison"),
                        this::diff),
                Call.get(
                        "/api/vectors/file",
                        "gives a vector as a file: NumPy array, GGUF control vector or JSON",
                        CallSupport.parameters(
                                "key",
                                CallSupport.TEXT,
                                "version",
                                CallSupport.OPTIONAL_NUMBER,
                                "form",
                                new Call.Parameter(true, Map.of("type", "string", "enum", FORMS))),
                        new Call.Content(
                                Set.of("application/octet-stream"),
                                Map.of("type", "string", "format", "binary"),
                                "the file; a NumPy array has a row for each layer, of unit norm"),
                        this::file));
    }

    private static Call.Content list(String what, Shape shape) {
        return new Call.Content(CallSupport.JSON, Map.of("type", "array", "items", shape.schema()), "the " + what);
    }

    private void vectors(Context request) {
        List<Map<String, Object>> rows = new ArrayList<>();
        support.views().vectors().inForce().forEach((key, vector) -> {
            Map<String, Object> row = VECTOR.values(vector);
            row.put("key", key);
            row.put(
                    "layers",
                    vector.getLayers().stream().map(LayerDirection::getLayer).toList());
            rows.add(row);
        });
        request.json(rows);
    }

    private void metrics(Context request) {
        request.json(support.views().metrics().newest().values().stream()
                .map(METRIC::values)
                .toList());
    }

    private void diff(Context request) {
        SteeringVector from = version(request, "from");
        SteeringVector to = version(request, "to");
        request.json(new VectorDiff(VectorRow.of(from), VectorRow.of(to), VectorVersions.cosines(from, to)));
    }

    private SteeringVector version(Context request, String parameter) {
        VectorKey key = VectorKey.parse(request.queryParam("key"))
                .orElseThrow(() -> Refusal.of(400, "The key must be concept|role|kind."));
        List<SteeringVector> kept = support.views().vectors().of(key);
        if (kept.isEmpty()) {
            throw Refusal.of(404, "There is no vector '" + VisibleText.quoted(key.format()) + "'.");
        }
        long version =
                CallSupport.number(request, parameter).orElse(kept.getLast().getVersion());
        return support.views()
                .vectors()
                .find(key, version)
                .orElseThrow(() -> Refusal.of(
                        404,
                        "Version " + version + " of that vector is compacted away; " + kept.size()
                                + " versions are kept, from " + kept.getFirst().getVersion() + " to "
                                + kept.getLast().getVersion() + "."));
    }

    private void file(Context request) throws IOException {
        String form = request.queryParam("form");
        if (!FORMS.contains(form)) {
            throw Refusal.of(400, "The form must be npy, gguf or json.");
        }
        SteeringVector vector = version(request, "version");
        Path file = Files.createTempFile("gumshoe-vector-", "." + form);
        try {
            write(file, form, vector);
            String name = (vector.getConcept() + "-" + vector.getRole() + "-" + vector.getKind())
                    .replaceAll("[^A-Za-z0-9.-]+", "_");
            request.contentType("application/octet-stream")
                    .header(
                            "Content-Disposition",
                            "attachment; filename=\"" + name + "-" + vector.getVersion() + "." + form + "\"")
                    .result(Files.readAllBytes(file));
        } catch (BadInputException e) {
            throw Refusal.of(422, e.getMessage());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void write(Path file, String form, SteeringVector vector) throws IOException {
        List<Direction> directions = vector.getLayers().stream()
                .map(layer -> new Direction(
                        layer.getLayer(),
                        FloatLists.array(layer.getDirection()),
                        layer.getNorm(),
                        layer.getTypicalNorm()))
                .toList();
        double[] strengths = vector.getLayers().stream()
                .mapToDouble(LayerDirection::getStrength)
                .toArray();
        switch (form) {
            case "npy" ->
                NpyArray.ofRows(directions.stream().map(Direction::unit).toList())
                        .write(file);
            case "gguf" -> ControlVectors.writeGguf(file, architecture(vector), directions, strengths);
            default -> ControlVectors.writeJson(file, vector.getModel(), directions, strengths);
        }
    }

    private String architecture(SteeringVector vector) {
        return support.views().models().values().stream()
                .filter(model -> model.getSha256().equals(vector.getModel()))
                .map(ModelAnnouncement::getArchitecture)
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        409, "The vector's model is not announced, so its architecture is not known: take json."));
    }
}
