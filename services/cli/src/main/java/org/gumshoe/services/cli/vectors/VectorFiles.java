// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.vectors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.files.ControlVectors;

/** Reader and writer of steering vectors as files: llama.cpp's control vectors (.gguf) and JSON. */
final class VectorFiles {
    static final String IMPORTED = "imported";

    private VectorFiles() {}

    /**
     * Writes a vector in the form that the file's name ends in.
     *
     * @param strength in typical norms; null for the vector's own
     * @param architecture of the model that the vector lives in, as llama.cpp names it
     */
    static void write(Path file, SteeringVector vector, Double strength, String architecture) throws IOException {
        List<Direction> directions = new ArrayList<>();
        double[] strengths = new double[vector.getLayers().size()];
        for (LayerDirection layer : vector.getLayers()) {
            strengths[directions.size()] = strength == null ? layer.getStrength() : strength;
            directions.add(new Direction(
                    layer.getLayer(), FloatLists.array(layer.getDirection()), layer.getNorm(), layer.getTypicalNorm()));
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".gguf")) {
            ControlVectors.writeGguf(file, architecture, directions, strengths);
        } else if (name.endsWith(".json")) {
            ControlVectors.writeJson(file, vector.getModel(), directions, strengths);
        } else {
            throw new BadInputException(
                    file + " must end in .gguf (a control vector for llama.cpp) or .json; choose such a name.");
        }
    }

    /**
     * Reads a vector that steers as the file says at strength 1: the typical norm is the vector's
     * length.
     *
     * @param model that the vector is for
     * @throws BadInputException when the file does not fit the model
     */
    static SteeringVector read(Path file, String concept, ModelAnnouncement model, long version) throws IOException {
        ControlVectors.Loaded loaded = ControlVectors.read(file);
        if (loaded.single() != null) {
            throw new BadInputException(file + " names no layer; give a file that does (.gguf, or .json with layers).");
        }
        if (loaded.width() != model.getWidth()) {
            throw new BadInputException(file + " holds vectors of " + loaded.width() + " components but "
                    + model.getName() + " is " + model.getWidth() + " wide; the file is for another model.");
        }
        List<LayerDirection> layers = new ArrayList<>();
        for (Map.Entry<Integer, float[]> entry : new TreeMap<>(loaded.byLayer()).entrySet()) {
            if (entry.getKey() < 1 || entry.getKey() > model.getBlocks()) {
                throw new BadInputException(file + " steers layer " + entry.getKey() + " but " + model.getName()
                        + " has layers 1 to " + model.getBlocks() + ".");
            }
            double[] vector = new double[entry.getValue().length];
            double squaredLength = 0;
            for (int i = 0; i < vector.length; i++) {
                vector[i] = entry.getValue()[i];
                squaredLength += vector[i] * vector[i];
            }
            double length = Math.sqrt(squaredLength);
            Direction direction = Direction.of(entry.getKey(), vector, length);
            layers.add(new LayerDirection(
                    direction.layer(), FloatLists.list(direction.unit()), 1.0, length, length, null));
        }
        return SteeringVector.newBuilder()
                .setConcept(concept)
                .setRole(model.getRole())
                .setModel(model.getSha256())
                .setKind(IMPORTED)
                .setVersion(version)
                .setLayers(layers)
                .setModelVersion(0)
                .setPassages(0)
                .setBooks(0)
                .setPublishedAt(System.currentTimeMillis())
                .build();
    }
}
