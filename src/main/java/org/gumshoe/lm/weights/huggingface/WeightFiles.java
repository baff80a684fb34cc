// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/** The files of a HuggingFace directory that hold weights. */
final class WeightFiles {
    /** The path of a model in the cache of huggingface_hub. */
    static final Pattern CACHE_PATH = Pattern.compile("[/\\\\]models--([^/\\\\]+)[/\\\\]snapshots[/\\\\][^/\\\\]+$");

    private WeightFiles() {}

    /**
     * Returns the safetensors files in name order, or PyTorch's files where there are none. A whole
     * file goes before an index, which an earlier download may have left.
     */
    static List<Path> of(Path directory) {
        for (String single : List.of("model.safetensors", "pytorch_model.bin")) {
            if (Files.exists(directory.resolve(single))) {
                HuggingFaceDirectory.requireOwn(directory.resolve(single));
                return List.of(directory.resolve(single));
            }
            Set<Path> files = new TreeSet<>();
            Path index = directory.resolve(single + ".index.json");
            // one name for each tensor, and few files
            Set<String> names = new TreeSet<>();
            HuggingFaceDirectory.json(index).path("weight_map").forEach(shard -> names.add(shard.asText()));
            names.forEach(name -> files.add(shard(index, name)));
            for (Path file : files) {
                if (!Files.exists(file)) {
                    throw new BadInputException(
                            directory + " lacks " + file.getFileName() + ", which its index names; download it again.");
                }
                HuggingFaceDirectory.requireOwn(file);
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
}
