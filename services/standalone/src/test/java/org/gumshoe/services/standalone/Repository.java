// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository's files lie, from whichever module a test runs in. */
final class Repository {
    private Repository() {}

    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docker-compose.yml"))) at = at.getParent();
        return at;
    }
}
