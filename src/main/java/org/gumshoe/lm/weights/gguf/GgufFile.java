// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.FileHash;
import org.gumshoe.FileVersion;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.SharedTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.WeightReader;

/** A GGUF file, or its parts, memory-mapped: tensors are read only when they are used. */
public final class GgufFile implements ModelFile {
    private final Path path;
    private final Arena arena;
    private final List<Path> files;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors;
    private final TransformerConfig config;

    private GgufFile(Path path, Arena arena, GgufParts parts) {
        this.path = path;
        this.arena = arena;
        this.files = parts.files();
        this.metadata = parts.header().metadata();
        this.tensors = parts.header().tensors();
        GgufFields.check(metadata);
        this.config = TransformerConfig.of(path, new GgufConfig(path, metadata, tensors)::toConfig);
    }

    /**
     * Opens a file.
     *
     * @throws BadInputException when it cannot be read, is damaged, or holds an unknown
     *     architecture
     */
    public static GgufFile open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return new GgufFile(path, arena, GgufParts.open(path, arena));
        } catch (IOException e) {
            arena.close();
            throw unreadable(path, e);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static BadInputException unreadable(Path path, IOException e) {
        return new BadInputException(
                "Cannot read " + path + ": " + e.getMessage() + "; check the path and its permissions.", e);
    }

    @Override
    public TransformerConfig config() {
        return config;
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    @Override
    public StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new BadInputException(path + " has no tensor " + name + "; it is incomplete, download it again.");
        }
        return tensor;
    }

    /**
     * {@inheritDoc}
     *
     * <p>GGUF's llama files store query and key rows in interleaved order (pairs 2i, 2i + 1); those
     * of other architectures are half-split already.
     */
    @Override
    public WeightReader weights(String name) {
        WeightReader stored = WeightReader.of(tensor(name));
        boolean query = name.contains(".attn_q.");
        if (!config.architecture().equals("llama") || !query && !name.contains(".attn_k.")) {
            return stored;
        }
        int headDim = config.headDim();
        return stored.permuted(
                row -> row / headDim * headDim + 2 * (row % headDim % (headDim / 2)) + row % headDim / (headDim / 2));
    }

    @Override
    public Collection<StoredTensor> tensors() {
        return tensors.values();
    }

    @Override
    public Tokenizer tokenizer() {
        try {
            String sha256 = FileHash.rememberedSha256(files);
            return SharedTokenizer.of(FileVersion.of(path), () -> WrittenTokenizer.open(sha256, metadata));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public String tokenizerSummary() {
        return metadata.string("tokenizer.ggml.model", "none").equals("llama")
                ? "BPE of SentencePiece"
                : "byte-level BPE, " + metadata.string("tokenizer.ggml.pre", "default");
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
        return files;
    }

    @Override
    public void close() {
        arena.close();
    }
}
