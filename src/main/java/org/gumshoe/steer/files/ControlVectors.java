// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Statistics;

/**
 * Reader and writer of steering vector files: NumPy arrays (.npy), JSON, safetensors (read alone), and
 * GGUF control vectors as llama.cpp and repeng write them. "Layer k" is the residual stream after k blocks.
 */
public final class ControlVectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_BYTES = 64 << 20;

    private ControlVectors() {}

    /**
     * Steering vector read from a file. Strengths and typical norms in the file are multiplied in,
     * so that strength 1 adds a vector exactly as it stands here.
     *
     * @param byLayer the vector to add after each layer; empty when the file names no layer
     * @param single the vector when the file names no layer, otherwise null
     */
    public record Loaded(Map<Integer, float[]> byLayer, float[] single) {
        public int width() {
            return single != null ? single.length : byLayer.values().iterator().next().length;
        }
    }

    /**
     * Reads a steering vector file. In a .npy array, a single row has no layer; of several rows,
     * row k belongs to layer k, and rows of zeros are skipped. A JSON file is an array of numbers
     * or a document as {@link #writeJson} writes it, where missing strengths and typical norms
     * count as 1.
     *
     * @throws BadInputException when the file has none of these formats, contains a number that is
     *     not finite, or has vectors of different widths
     */
    public static Loaded read(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new BadInputException(
                    "There is no steering vector file " + file + "; name a .npy, .json, .gguf or .safetensors file.");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new BadInputException("%s is longer than any steering vector (%d MB); name another file."
                    .formatted(file, MAX_BYTES >> 20));
        }
        byte[] head;
        try (var in = Files.newInputStream(file)) {
            head = in.readNBytes(9);
        }
        String magic = new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1);
        Loaded loaded;
        if (magic.startsWith("\u0093")) {
            loaded = ofRows(NpyArray.read(file), file);
        } else if (magic.equals("GGUF")) {
            loaded = new Loaded(GgufVectors.read(file), null);
        } else if (magic.equals("PK\u0003\u0004")) {
            throw archive(file);
        } else if (magic.startsWith("\u0080\u0002") || magic.startsWith("\u0080\u0004")) {
            throw torch(file);
        } else if (SafetensorsVectors.isSafetensors(file, head)) {
            loaded = SafetensorsVectors.read(file);
        } else {
            loaded = ofJson(file);
        }
        return checked(loaded, file);
    }

    /**
     * Writes {"model": …, "layers": [{"layer", "direction", "typicalNorm", "norm", "strength"}]}.
     * Each direction has length 1, and each strength is in typical norms.
     *
     * @param model the model whose residual stream the directions live in
     * @param strengths one for each direction
     */
    public static void writeJson(Path file, String model, List<Direction> directions, double[] strengths)
            throws IOException {
        ObjectNode document = JSON.createObjectNode();
        document.put("model", model);
        var layers = document.putArray("layers");
        for (int i = 0; i < directions.size(); i++) {
            Direction d = directions.get(i);
            ObjectNode layer = layers.addObject();
            layer.put("layer", d.layer());
            layer.put("strength", strengths[i]);
            layer.put("typicalNorm", d.typicalNorm());
            layer.put("norm", d.norm());
            var numbers = layer.putArray("direction");
            for (float v : d.unit()) {
                numbers.add(v);
            }
        }
        JSON.writeValue(file.toFile(), document);
    }

    /**
     * Writes a GGUF control vector for llama.cpp ({@code --control-vector-scaled FILE 1}) with the
     * strengths multiplied in.
     *
     * @param architecture of the model, as its own GGUF file names it ("llama", "gemma3")
     * @throws BadInputException for a layer below 2, to which llama.cpp cannot add a vector
     */
    public static void writeGguf(Path file, String architecture, List<Direction> directions, double[] strengths)
            throws IOException {
        SortedMap<Integer, float[]> vectors = new TreeMap<>();
        for (int i = 0; i < directions.size(); i++) {
            vectors.put(directions.get(i).layer(), directions.get(i).steering(strengths[i]));
        }
        GgufVectors.write(file, architecture, vectors);
    }

    /** Names the kind of an archive, which is not read. */
    private static BadInputException archive(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            boolean isTorch = zip.stream().anyMatch(entry -> entry.getName().endsWith("data.pkl"));
            boolean isNumPy = zip.stream().anyMatch(entry -> entry.getName().endsWith(".npy"));
            return isTorch
                    ? torch(file)
                    : new BadInputException(file
                            + (isNumPy
                                    ? " is a NumPy archive of several arrays (.npz); save the one that is the vector with numpy.save."
                                    : " is a zip archive; name the steering vector in it."));
        } catch (ZipException e) {
            return new BadInputException(file + " is a zip archive that is cut short or damaged; write it again.", e);
        }
    }

    private static BadInputException torch(Path file) {
        return new BadInputException(
                file
                        + " is a file of torch.save (.pt), which may run programs and is not read; save the tensor with safetensors, or with numpy.save.");
    }

    static Loaded ofRows(NpyArray array, Path file) {
        int[] shape = array.shape();
        if (shape.length == 1 || shape.length == 2 && shape[0] == 1) {
            return new Loaded(Map.of(), array.values());
        }
        if (shape.length != 2) {
            throw new BadInputException(file + " has " + shape.length
                    + " dimensions; a steering vector has one, or two (layers by width).");
        }
        SortedMap<Integer, float[]> layers = new TreeMap<>();
        for (int k = 0; k < shape[0]; k++) {
            float[] row = array.row(k);
            if (Statistics.norm(Statistics.widen(row)) != 0) {
                layers.put(k, row);
            }
        }
        return new Loaded(layers, null);
    }

    private static Loaded ofJson(Path file) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (JsonProcessingException | CharConversionException e) {
            throw new BadInputException(
                    file
                            + " is neither a NumPy array nor JSON, a GGUF or a safetensors file; pass a steering vector in one of these formats.",
                    e);
        }
        if (root.isArray()) {
            return new Loaded(Map.of(), numbers(root, file));
        }
        if (!root.path("layers").isArray()) {
            throw new BadInputException(file
                    + " has no array \"layers\" and is not an array of numbers; see `vectors export` for the format.");
        }
        SortedMap<Integer, float[]> layers = new TreeMap<>();
        for (JsonNode node : root.path("layers")) {
            if (!node.path("layer").isInt() || !node.path("direction").isArray()) {
                throw new BadInputException(file + " has a layer without \"layer\" or \"direction\"; add them.");
            }
            float[] v = numbers(node.path("direction"), file);
            double scale =
                    node.path("strength").asDouble(1) * node.path("typicalNorm").asDouble(1);
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (v[i] * scale);
            }
            layers.put(node.path("layer").asInt(), v);
        }
        return new Loaded(layers, null);
    }

    private static float[] numbers(JsonNode array, Path file) {
        float[] v = new float[array.size()];
        for (int i = 0; i < v.length; i++) {
            if (!array.get(i).isNumber()) {
                throw new BadInputException(
                        file + " holds " + VisibleText.quoted(array.get(i).toString())
                                + " where a number belongs; a vector is an array of numbers.");
            }
            v[i] = array.get(i).floatValue();
        }
        return v;
    }

    private static Loaded checked(Loaded loaded, Path file) {
        List<float[]> all = loaded.single() != null
                ? List.of(loaded.single())
                : List.copyOf(loaded.byLayer().values());
        if (all.isEmpty() || all.getFirst().length == 0) {
            throw new BadInputException(file + " holds no vector; write one that is not all zeros.");
        }
        for (float[] v : all) {
            if (v.length != all.getFirst().length) {
                throw new BadInputException(file + " holds vectors of " + all.getFirst().length + " and of " + v.length
                        + " components; all layers of a model have the same width.");
            }
            for (float x : v) {
                if (!Float.isFinite(x)) {
                    throw new BadInputException(file + " holds a number that is not finite; compute the vector again.");
                }
            }
        }
        return loaded;
    }
}
