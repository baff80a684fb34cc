// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.TensorType;

/**
 * A reader of {@link ModelInfo}. It remembers hashes of unchanged files while the process lives.
 */
final class ModelInfoReader {
    private record FileVersion(Path file, long size, FileTime modified) {}

    /** Models that a process has had; a path has many spellings. */
    private static final int MAX_HASHES = 64;

    private static final Map<List<FileVersion>, String> HASHES = new ConcurrentHashMap<>();

    private ModelInfoReader() {}

    static ModelInfo of(ModelFile file) {
        TransformerConfig config = file.config();
        Map<TensorType, Long> types = new TreeMap<>();
        file.tensors().forEach(tensor -> types.merge(tensor.type(), tensor.size(), Long::sum));
        return new ModelInfo(
                file.name(),
                file.location(),
                sha256(file.weightFiles()),
                config.architecture(),
                config.numLayers(),
                config.hiddenSize(),
                config.numHeads(),
                config.numKvHeads(),
                file.tokenizerSummary(),
                config.vocabSize(),
                config.contextLength(),
                types.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .map(entry -> entry.getKey().name())
                        .collect(Collectors.joining(", ")),
                types.values().stream().mapToLong(Long::longValue).sum());
    }

    private static String sha256(List<Path> files) {
        try {
            List<FileVersion> versions = new ArrayList<>();
            for (Path file : files) {
                versions.add(new FileVersion(file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file)));
            }
            String known = HASHES.get(versions);
            if (known == null) {
                known = hash(files);
                if (HASHES.size() >= MAX_HASHES) {
                    HASHES.clear();
                }
                HASHES.put(List.copyOf(versions), known);
            }
            return known;
        } catch (IOException e) {
            throw new BadInputException(
                    "Cannot read " + files.getFirst() + ": " + e.getMessage() + "; check the file.", e);
        }
    }

    private static String hash(List<Path> files) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] buffer = new byte[1 << 20];
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                for (int n; (n = in.read(buffer)) > 0; ) {
                    digest.update(buffer, 0, n);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
