// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;

/** A GGUF file, memory-mapped: nothing is read before it is asked for. */
final class GgufFile implements ModelFile {
    private final Path path;
    private final Arena arena;
    private final GgufMetadata metadata;
    private final Map<String, Tensor> tensors;
    private final Description description;

    private GgufFile(Path path, Arena arena, GgufReader.Head head) {
        this.path = path;
        this.arena = arena;
        this.metadata = head.metadata();
        this.tensors = head.tensors();
        this.description = describe();
    }

    static GgufFile open(Path path) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new GgufFile(
                    path,
                    arena,
                    GgufReader.read(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)));
        } catch (IOException e) {
            arena.close();
            throw new BadInputException(
                    "Cannot read " + path + ": " + e.getMessage() + "; check the path and its permissions.", e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private Description describe() {
        String architecture = metadata.string("general.architecture");
        return switch (architecture) {
            case "llama" -> block(architecture, Description.Activation.SILU, 1, uniform(0, scaled(rope(1))));
            case "qwen2", "qwen3" -> block(architecture, Description.Activation.SILU, 1, uniform(0, scaled(rope(1))));
            case "gemma3" ->
                block(
                        architecture,
                        Description.Activation.GELU_TANH,
                        Math.sqrt(integer("embedding_length")),
                        gemmaLayers());
            default ->
                throw new BadInputException(
                        "%s is of architecture \"%s\"; from GGUF files llama, gemma3, qwen2 and qwen3 are read."
                                .formatted(path, architecture));
        };
    }

    private Description block(
            String architecture,
            Description.Activation activation,
            double embeddingScale,
            List<Description.Layer> layers) {
        int heads = integer("attention.head_count");
        int width = integer("embedding_length");
        int headWidth = headWidth();
        return new Description(
                architecture,
                width,
                heads,
                metadata.integer(architecture + ".attention.head_count_kv", heads),
                headWidth,
                tensor("token_embd.weight").rows(),
                integer("context_length"),
                Description.Norm.RMS,
                metadata.real(architecture + ".attention.layer_norm_rms_epsilon"),
                activation,
                true,
                false,
                embeddingScale,
                // Gemma 3 27B alone scales by the width a head would have without its own (62 blocks tell it apart, as
                // in llama.cpp).
                1
                        / Math.sqrt(
                                architecture.equals("gemma3") && layers.size() == 62
                                        ? (double) width / heads
                                        : headWidth),
                layers);
    }

    private int integer(String key) {
        return metadata.integer(metadata.string("general.architecture") + "." + key);
    }

    private double real(String key, double otherwise) {
        return metadata.real(metadata.string("general.architecture") + "." + key, otherwise);
    }

    private int headWidth() {
        String key = metadata.string("general.architecture") + ".attention.key_length";
        return metadata.has(key)
                ? metadata.integer(key)
                : integer("embedding_length") / integer("attention.head_count");
    }

    private List<Description.Layer> uniform(int window, Rope rope) {
        return IntStream.range(0, integer("block_count"))
                .mapToObj(i -> new Description.Layer(window, rope))
                .toList();
    }

    /** Five blocks with a window, then one without; files may give another pattern. */
    private List<Description.Layer> gemmaLayers() {
        int period = metadata.numbers("gemma3.attention.sliding_window_pattern") == null
                ? metadata.integer("gemma3.attention.sliding_window_pattern", 6)
                : 6;
        Description.Layer near = new Description.Layer(
                integer("attention.sliding_window"), Rope.plain(headWidth(), real("rope.freq_base_swa", 10_000)));
        Description.Layer far = new Description.Layer(0, scaled(rope(1)));
        return IntStream.range(0, integer("block_count"))
                .mapToObj(i -> (i + 1) % period == 0 ? far : near)
                .toList();
    }

    private Rope rope(double share) {
        int width = (int) real("rope.dimension_count", headWidth() * share);
        return Rope.plain(width, real("rope.freq_base", 10_000));
    }

    private Rope scaled(Rope rope) {
        if (has("rope_freqs.weight")) {
            List<Double> divisors = new ArrayList<>();
            for (float divisor : tensor("rope_freqs.weight").all()) {
                divisors.add((double) divisor);
            }
            return new Rope(rope.width(), rope.base(), divisors);
        }
        String kind = metadata.string(metadata.string("general.architecture") + ".rope.scaling.type", "none");
        return switch (kind) {
            case "none" -> rope;
            case "linear" -> rope.linear(real("rope.scaling.factor", 1));
            default ->
                throw new BadInputException(path + " scales its rope by \"" + kind + "\"; none and linear are read.");
        };
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    @Override
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new BadInputException(path + " has no tensor " + name + "; it is incomplete, download it again.");
        }
        return tensor;
    }

    /** GGUF's llama files keep query and key rows in the order for rotating neighbours (2i, 2i + 1); here halves are rotated. */
    @Override
    public WeightReader weights(String name) {
        WeightReader stored = WeightReader.of(tensor(name));
        boolean queries = name.contains(".attn_q.");
        if (!description.architecture().equals("llama") || !queries && !name.contains(".attn_k.")) {
            return stored;
        }
        int width = description.headWidth();
        return stored.reordered(
                row -> row / width * width + 2 * (row % width % (width / 2)) + row % width / (width / 2));
    }

    @Override
    public Collection<Tensor> tensors() {
        return tensors.values();
    }

    @Override
    public Tokenizer tokenizer() {
        return GgufTokenizer.build(metadata);
    }

    @Override
    public Path location() {
        return path;
    }

    @Override
    public String name() {
        return metadata.string("general.name", path.getFileName().toString());
    }

    @Override
    public List<Path> weightFiles() {
        return List.of(path);
    }

    @Override
    public void close() {
        arena.close();
    }
}
