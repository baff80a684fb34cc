// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.WeightReader;

/** A GGUF file, memory-mapped: nothing is read before it is asked for. */
public final class GgufFile implements ModelFile {
    private final Path path;
    private final Arena arena;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors;
    private final TransformerConfig description;

    private GgufFile(Path path, Arena arena, GgufReader.Head head) {
        this.path = path;
        this.arena = arena;
        this.metadata = head.metadata();
        this.tensors = head.tensors();
        this.description = new GgufConfig(path, metadata, tensors).description();
    }

    public static GgufFile open(Path path) {
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

    @Override
    public TransformerConfig description() {
        return description;
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
     * GGUF's llama files keep query and key rows in the order for rotating neighbours (2i, 2i + 1);
     * here halves are rotated.
     */
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
    public Collection<StoredTensor> tensors() {
        return tensors.values();
    }

    @Override
    public Tokenizer tokenizer() {
        return GgufTokenizer.build(metadata);
    }

    @Override
    public String tokenizerKind() {
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
        return List.of(path);
    }

    @Override
    public void close() {
        arena.close();
    }
}
