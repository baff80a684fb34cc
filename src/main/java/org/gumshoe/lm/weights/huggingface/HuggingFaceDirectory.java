// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
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
        this.configJson = textConfig(root);
        HuggingFaceConfig.requireKnownArchitecture(file, configJson);
        this.files = WeightFiles.of(directory);
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
        this.layout = HuggingFaceLayout.of(architecture());
        int embeddings = find("token_embd.weight").map(StoredTensor::rows).orElse(1);
        this.config = TransformerConfig.of(file, new HuggingFaceConfig(file, configJson, limits, embeddings)::toConfig);
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

    /** Returns the part of a multimodal model that reads text, or all of another one. */
    private static JsonNode textConfig(JsonNode root) {
        if (!(root.path("text_config") instanceof ObjectNode text)) {
            return root;
        }
        ObjectNode config = text.deepCopy();
        // what quantises the whole model quantises its text part
        for (String outer : List.of("quantization_config", "tie_word_embeddings", "eos_token_id")) {
            if (!config.has(outer) && root.has(outer)) {
                config.set(outer, root.path(outer));
            }
        }
        if (!config.has("model_type")) {
            String whole = root.path("model_type").asText("unknown");
            config.put("model_type", whole.equals("gemma3") ? "gemma3_text" : whole);
        }
        return config;
    }

    private String architecture() {
        String modelType = configJson.path("model_type").asText();
        return modelType.equals("gemma3_text") ? "gemma3" : modelType;
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
            boolean inHubCache =
                    WeightFiles.CACHE_PATH.matcher(directory.toString()).find();
            Path root = inHubCache ? directory.getParent().getParent() : directory;
            if (!file.toRealPath().startsWith(root)) {
                throw new BadInputException(
                        file + " is a link to a file outside of the model's directory; copy that file into it.");
            }
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + ": " + e.getMessage() + "; download it again.", e);
        }
    }

    /**
     * Finds the tensor of a GGUF name. Tensor names lack their first prefix where a model was saved
     * without its head, and have another where it is part of a multimodal model.
     */
    private Optional<StoredTensor> find(String ggufName) {
        if (ggufName.startsWith("output.")
                && ConfigFields.field(configJson, "tie_word_embeddings").asBoolean(false)) {
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
        Matcher cachePath = WeightFiles.CACHE_PATH.matcher(absolute.toString());
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
