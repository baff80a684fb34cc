// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.gguf.GgufFile;
import org.gumshoe.lm.weights.huggingface.HuggingFaceDirectory;

/** The opener of model files: a directory is read as HuggingFace's, a file as GGUF. */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * Opens a model file or directory.
     *
     * @throws BadInputException when it does not exist, is damaged, or is of an unknown kind
     */
    public static ModelFile open(Path path) {
        if (Files.isDirectory(path)) {
            return HuggingFaceDirectory.open(path);
        }
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(
                    "There is no model at " + path + "; give a GGUF file or a HuggingFace directory.");
        }
        return GgufFile.open(path);
    }
}
