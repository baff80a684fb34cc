// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
import org.gumshoe.VisibleText;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorLimits;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A model directory as HuggingFace publishes it: config.json, tokenizer.json, and weights as
 * safetensors or PyTorch files, in one file or in shards with an index.
 */
public final class HuggingFaceDirectory implements ModelFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_JSON_BYTES = 16 << 20;

    /** The path of a model in the cache of huggingface_hub. */
    private static final Pattern CACHE_PATH =
            Pattern.compile("[/\\\\]models--([^/\\\\]+)[/\\\\]snapshots[/\\\\][^/\\\\]+$");

    private final Path directory;
    private final JsonNode configJson;
    private final TransformerConfig config;
    private final HuggingFaceLayout layout;
    private final HuggingFaceTokenizerLoader tokenizerLoader;
    private final List<Path> files;
    private final Arena arena;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private HuggingFaceDirectory(Path directory, Arena arena) {
        this.directory = directory;
        this.arena = arena;
        Path file = directory.resolve("config.json");
        JsonNode root = json(file);
        if (root.isMissingNode()) {
            throw new BadInputException(
                    directory + " holds no config.json; give a GGUF file or a HuggingFace model directory.");
        }
        this.configJson = root.path("text_config").isObject() ? root.path("text_config") : root;
        HuggingFaceConfig.requireKnownArchitecture(file, configJson);
        this.files = shards(directory);
        for (Path shard : files) {
            Map<String, StoredTensor> more =
                    shard.toString().endsWith(".bin") ? TorchFile.read(shard, arena) : Safetensors.read(shard, arena);
            more.forEach((name, tensor) -> {
                if (tensors.putIfAbsent(name, tensor) != null) {
                    throw new BadInputException("%s has tensor %s, which another of its weight files has too; %s"
                            .formatted(shard, VisibleText.quoted(name), "download the model again."));
                }
            });
        }
        if (tensors.isEmpty()) {
            throw new BadInputException(
                    directory + " holds no weights in its weight files; save the model's state_dict itself.");
        }
        TensorLimits limits = TensorLimits.of(tensors.values());
        this.config = TransformerConfig.of(file, new HuggingFaceConfig(file, configJson, limits)::toConfig);
        this.layout = HuggingFaceLayout.of(config.architecture());
        this.tokenizerLoader = new HuggingFaceTokenizerLoader(directory, configJson, config.architecture());
    }

    /**
     * Opens a directory.
     *
     * @throws BadInputException when a file is missing or damaged, or the architecture is unknown
     */
    public static HuggingFaceDirectory open(Path directory) {
        Arena arena = Arena.ofShared();
        try {
            return new HuggingFaceDirectory(directory, arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** Parses a JSON file; returns a missing node where there is no file. */
    static JsonNode json(Path file) {
        if (!Files.exists(file)) {
            return MissingNode.getInstance();
        }
        requireOwn(file);
        try {
            if (Files.size(file) > MAX_JSON_BYTES) {
                throw new BadInputException("%s is longer than any description of a model (%d MB); download it again."
                        .formatted(file, MAX_JSON_BYTES >> 20));
            }
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new BadInputException(file + " is not valid JSON; download it again.", e);
        }
    }

    /**
     * Refuses a pipe or a device, which could be read for ever, and a link that leads out of the
     * model's directory. It may lead to where huggingface_hub keeps the files of the model.
     *
     * @throws BadInputException when the file is none of the usual kind, or is not the model's own
     */
    static void requireOwn(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + " is no regular file; download it again.");
        }
        try {
            Path directory = file.toAbsolutePath().getParent().toRealPath();
            boolean inHubCache = CACHE_PATH.matcher(directory.toString()).find();
            Path root = inHubCache ? directory.getParent().getParent() : directory;
            if (!file.toRealPath().startsWith(root)) {
                throw new BadInputException(
                        file + " is a link to a file outside of the model's directory; copy that file into it.");
            }
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + ": " + e.getMessage() + "; download it again.", e);
        }
    }

    /** Returns the safetensors files in name order, or PyTorch's files where there are none. */
    private static List<Path> shards(Path directory) {
        for (String single : List.of("model.safetensors", "pytorch_model.bin")) {
            Set<Path> files = new TreeSet<>();
            Path index = directory.resolve(single + ".index.json");
            // one name for each tensor, and few files
            Set<String> names = new TreeSet<>();
            json(index).path("weight_map").forEach(shard -> names.add(shard.asText()));
            names.forEach(name -> files.add(shard(index, name)));
            if (files.isEmpty() && Files.exists(directory.resolve(single))) {
                files.add(directory.resolve(single));
            }
            for (Path file : files) {
                if (!Files.exists(file)) {
                    throw new BadInputException(
                            directory + " lacks " + file.getFileName() + ", which its index names; download it again.");
                }
                requireOwn(file);
            }
            if (!files.isEmpty()) {
                return List.copyOf(files);
            }
        }
        throw new BadInputException(directory
                + " holds neither model.safetensors nor pytorch_model.bin; download the model's weight files.");
    }

    /**
     * Returns a weight file that an index names.
     *
     * @throws BadInputException when the name is that of no file in the model's directory
     */
    private static Path shard(Path index, String name) {
        try {
            Path file = Path.of(name);
            if (file.getNameCount() == 1 && !file.isAbsolute() && !name.startsWith(".")) {
                return index.resolveSibling(file);
            }
        } catch (InvalidPathException noPath) {
            // said below
        }
        throw new BadInputException("%s names the weight file \"%s\", which is not in its directory; download it again."
                .formatted(index, VisibleText.quoted(name)));
    }

    /**
     * Finds the tensor of a GGUF name. Tensor names lack their first prefix where a model was saved
     * without its head, and have another where it is part of a multimodal model.
     */
    private Optional<StoredTensor> find(String ggufName) {
        if (ggufName.startsWith("output.")
                && configJson.path("tie_word_embeddings").asBoolean(false)) {
            return Optional.empty();
        }
        return layout.tensorName(ggufName)
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
    public TransformerConfig config() {
        return config;
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
                                .formatted(directory, layout.tensorName(name).orElse(name))));
    }

    @Override
    public WeightReader weights(String name) {
        return layout.reader(name, tensor(name), config);
    }

    @Override
    public Collection<StoredTensor> tensors() {
        return tensors.values();
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizerLoader.load();
    }

    @Override
    public String tokenizerSummary() {
        return tokenizerLoader.summary();
    }

    @Override
    public Path location() {
        return directory;
    }

    @Override
    public String name() {
        Path absolute = directory.toAbsolutePath().normalize();
        Matcher cachePath = CACHE_PATH.matcher(absolute.toString());
        return cachePath.find()
                ? cachePath.group(1).replace("--", "/")
                : String.valueOf(absolute.getFileName() == null ? absolute : absolute.getFileName());
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
