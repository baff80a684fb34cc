// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A model as HuggingFace publishes it: config.json, tokenizer.json, and safetensors or PyTorch's
 * files, one or several with an index.
 */
public final class HuggingFaceDirectory implements ModelFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the hub's cache keeps a model. */
    private static final Pattern CACHED =
            Pattern.compile("[/\\\\]models--([^/\\\\]+)[/\\\\]snapshots[/\\\\][^/\\\\]+$");

    private final Path directory;
    private final JsonNode config;
    private final TransformerConfig description;
    private final HuggingFaceLayout layout;
    private final HuggingFaceTokenizer tokenizer;
    private final List<Path> files;
    private final Arena arena;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private HuggingFaceDirectory(Path directory, Arena arena) {
        this.directory = directory;
        this.arena = arena;
        Path file = directory.resolve("config.json");
        JsonNode whole = json(file);
        if (whole.isMissingNode()) {
            throw new BadInputException(
                    directory + " holds no config.json; give a GGUF file or a HuggingFace model directory.");
        }
        this.config = whole.path("text_config").isObject() ? whole.path("text_config") : whole;
        this.description = new HuggingFaceConfig(file, config).description();
        this.layout = HuggingFaceLayout.of(description.architecture());
        this.tokenizer = new HuggingFaceTokenizer(directory, config, description.architecture());
        this.files = shards(directory);
        for (Path shard : files) {
            tensors.putAll(
                    shard.toString().endsWith(".bin") ? TorchFile.read(shard, arena) : Safetensors.read(shard, arena));
        }
    }

    public static HuggingFaceDirectory open(Path directory) {
        Arena arena = Arena.ofShared();
        try {
            return new HuggingFaceDirectory(directory, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    static JsonNode json(Path file) {
        if (!Files.exists(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new BadInputException(file + " is not valid JSON; download it again.", e);
        }
    }

    /**
     * The safetensors, in one file or several with an index; where there are none, PyTorch's own
     * files likewise.
     */
    private static List<Path> shards(Path directory) {
        for (String whole : List.of("model.safetensors", "pytorch_model.bin")) {
            Set<Path> files = new TreeSet<>();
            for (JsonNode shard : json(directory.resolve(whole + ".index.json")).path("weight_map")) {
                files.add(directory.resolve(shard.asText()));
            }
            if (files.isEmpty() && Files.exists(directory.resolve(whole))) {
                files.add(directory.resolve(whole));
            }
            for (Path file : files) {
                if (!Files.exists(file)) {
                    throw new BadInputException(
                            directory + " lacks " + file.getFileName() + ", which its index names; download it again.");
                }
            }
            if (!files.isEmpty()) {
                return List.copyOf(files);
            }
        }
        throw new BadInputException(directory
                + " holds neither model.safetensors nor pytorch_model.bin; download the model's weight files.");
    }

    /**
     * Names differ by what wraps the model: published without a prefix, or inside a multimodal
     * model.
     */
    private Optional<StoredTensor> find(String canonical) {
        if (canonical.startsWith("output.")
                && config.path("tie_word_embeddings").asBoolean(false)) {
            return Optional.empty();
        }
        return layout.fileName(canonical)
                .flatMap(name -> Stream.of(
                                name,
                                name.substring(name.indexOf('.') + 1),
                                "language_model." + name,
                                name.replaceFirst("^model\\.", "model.language_model."))
                        .map(tensors::get)
                        .filter(tensor -> tensor != null)
                        .findFirst());
    }

    @Override
    public TransformerConfig description() {
        return description;
    }

    @Override
    public boolean has(String name) {
        return find(name).isPresent();
    }

    @Override
    public StoredTensor tensor(String name) {
        return find(name)
                .orElseThrow(() -> new BadInputException(
                        "%s has no tensor %s; its weight files are incomplete, download them again."
                                .formatted(directory, layout.fileName(name).orElse(name))));
    }

    @Override
    public WeightReader weights(String name) {
        return layout.adapt(name, tensor(name), description);
    }

    @Override
    public Collection<StoredTensor> tensors() {
        return tensors.values();
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer.build();
    }

    @Override
    public String tokenizerKind() {
        return tokenizer.kind();
    }

    @Override
    public Path location() {
        return directory;
    }

    @Override
    public String name() {
        Path absolute = directory.toAbsolutePath().normalize();
        Matcher cached = CACHED.matcher(absolute.toString());
        if (cached.find()) {
            return cached.group(1).replace("--", "/");
        }
        return absolute.getFileName() == null
                ? absolute.toString()
                : absolute.getFileName().toString();
    }

    @Override
    public List<Path> weightFiles() {
        return files;
    }

    @Override
    public void close() {
        arena.close();
    }
}
