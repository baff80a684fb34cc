// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The directory {@code shared} beside the repository, or what the property gumshoe.shared says. */
public final class Shared {
    private Shared() {}

    /**
     * Finds the directory of shared test data.
     *
     * @param part subdirectory that it must have, such as books
     * @return empty if there is none
     */
    public static Optional<Path> with(String part) {
        String property = System.getProperty("gumshoe.shared");
        if (property != null) {
            return Optional.of(Path.of(property));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared").resolve(part))) {
                return Optional.of(at.resolve("shared"));
            }
        }
        return Optional.empty();
    }

    /** Returns the directory of the novels, which may not exist. */
    public static Path novels() {
        return with("books").orElse(Path.of("../shared")).resolve("books");
    }
}
