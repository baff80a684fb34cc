// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.vectors;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.Cosine;

/** Formatter of steering vectors as text. */
public final class VectorText {
    private static final int NAMED_CAUSES = 3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private VectorText() {}

    /** Formats a vector in one line. */
    static String line(SteeringVector vector) {
        return String.format(
                Locale.ROOT,
                "%-34s version %-4d %6d passages of %4d books  layers %-14s %s%s",
                VectorName.of(vector).format(),
                vector.getVersion(),
                vector.getPassages(),
                vector.getBooks(),
                layers(vector),
                vector.getDiverged() ? "DIVERGED  " : "",
                "by " + causes(vector, NAMED_CAUSES));
    }

    static String causes(SteeringVector vector, int limit) {
        List<Cause> causes = vector.getCauses();
        String named = causes.stream()
                .limit(limit)
                .map(cause -> cause.getKind() + " " + cause.getName())
                .collect(Collectors.joining(", "));
        if (causes.isEmpty()) {
            return "unknown causes";
        }
        return causes.size() > limit ? named + " and " + (causes.size() - limit) + " more" : named;
    }

    private static String layers(SteeringVector vector) {
        return vector.getLayers().stream()
                .map(layer -> Integer.toString(layer.getLayer()))
                .collect(Collectors.joining(","));
    }

    /** Formats everything that is known of a vector. */
    static List<String> details(SteeringVector vector) {
        List<String> lines = new ArrayList<>();
        lines.add(VectorName.of(vector).format() + ", version " + vector.getVersion()
                + (vector.getPublishedAt() > 0 ? ", " + TIME.format(Instant.ofEpochMilli(vector.getPublishedAt())) : "")
                + (vector.getDiverged() ? ", DIVERGED: it has left the basin of the topic model's concept" : ""));
        lines.add("  model        " + vector.getModel());
        lines.add("  made from    " + vector.getPassages() + " passages of " + vector.getBooks()
                + " books, topic model version " + vector.getModelVersion()
                + (vector.getStitchVersion() > 0 ? ", stitch map version " + vector.getStitchVersion() : ""));
        lines.add("  chain        " + chain(vector));
        new TreeMap<>(vector.getNotYet())
                .forEach((kind, reason) -> lines.add("  no " + kind + " vector yet: " + reason));
        new TreeMap<>(vector.getReadings())
                .forEach((role, reading) -> lines.add("               the " + role + " model's reading " + reading));
        lines.add("  caused by    " + causes(vector, Integer.MAX_VALUE));
        if (vector.getCosineToPrevious() != null) {
            lines.add(String.format(
                    Locale.ROOT, "  cosine       %.4f to the version before", vector.getCosineToPrevious()));
        }
        new TreeMap<>(vector.getDiagnosis())
                .forEach((name, value) -> lines.add(String.format(Locale.ROOT, "  %-12s %.4f", name, value)));
        for (LayerDirection layer : vector.getLayers()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  layer %-3d    strength %.3f typical norms of %.2f, difference %.2f%s",
                    layer.getLayer(),
                    layer.getStrength(),
                    layer.getTypicalNorm(),
                    layer.getNorm(),
                    layer.getCosineToNative() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT, ", cosine to the model's own %.3f", layer.getCosineToNative())));
        }
        return lines;
    }

    /**
     * Formats what the vector comes from, such as {@code LDA version 12 → weak refined version 3 →
     * stitch map version 40 → strong refined version 5}.
     */
    public static String chain(SteeringVector vector) {
        List<String> steps = new ArrayList<>();
        steps.add("LDA version " + vector.getModelVersion());
        if (vector.getWeakVersion() > 0) {
            steps.add(ModelRole.WEAK + " " + VectorKind.REFINED + " version " + vector.getWeakVersion());
        }
        if (vector.getStitchVersion() > 0) {
            steps.add("stitch map version " + vector.getStitchVersion());
        }
        steps.add(vector.getRole() + " " + vector.getKind() + " version " + vector.getVersion());
        return String.join(" → ", steps);
    }

    /** Formats the difference of two vectors. */
    static List<String> difference(SteeringVector one, SteeringVector other) {
        List<String> lines = new ArrayList<>();
        lines.add(VectorName.ofVersion(one).format() + " and "
                + VectorName.ofVersion(other).format());
        changed(lines, "model", one.getModel(), other.getModel());
        changed(lines, "passages", one.getPassages(), other.getPassages());
        changed(lines, "books", one.getBooks(), other.getBooks());
        changed(lines, "topic model", one.getModelVersion(), other.getModelVersion());
        changed(lines, "stitch map", one.getStitchVersion(), other.getStitchVersion());
        Map<Integer, LayerDirection> others =
                other.getLayers().stream().collect(Collectors.toMap(LayerDirection::getLayer, layer -> layer));
        if (!one.getModel().equals(other.getModel())) {
            lines.add("  of different models: their directions cannot be compared");
            return lines;
        }
        for (LayerDirection layer : one.getLayers()) {
            LayerDirection counterpart = others.remove(layer.getLayer());
            lines.add(
                    counterpart == null
                            ? "  layer " + layer.getLayer() + " only in the first"
                            : String.format(
                                    Locale.ROOT,
                                    "  layer %-3d cosine %.4f, difference %.2f and %.2f",
                                    layer.getLayer(),
                                    Cosine.plain(
                                            FloatLists.array(layer.getDirection()),
                                            FloatLists.array(counterpart.getDirection())),
                                    layer.getNorm(),
                                    counterpart.getNorm()));
        }
        others.keySet().forEach(layer -> lines.add("  layer " + layer + " only in the second"));
        return lines;
    }

    private static void changed(List<String> lines, String what, Object one, Object other) {
        if (!one.equals(other)) {
            lines.add("  " + what + " " + one + " and " + other);
        }
    }
}
