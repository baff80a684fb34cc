// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.FileHash;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.TensorType;

/** A reader of {@link ModelInfo}. */
final class ModelInfoReader {
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
            return FileHash.rememberedSha256(files);
        } catch (IOException e) {
            throw new BadInputException(
                    "Cannot read " + files.getFirst() + ": " + e.getMessage() + "; check the file.", e);
        }
    }
}
