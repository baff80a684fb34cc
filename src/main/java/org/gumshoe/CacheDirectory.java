// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Directory in which downloads and what was found out about files are kept between runs. */
public final class CacheDirectory {
    /** Content of a file that is kept. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private CacheDirectory() {}

    /** Returns {@code $GUMSHOE_HOME}, or {@code ~/.cache/gumshoe} where that is not set. */
    public static Path home() {
        String set = System.getenv("GUMSHOE_HOME");
        return set == null || set.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "gumshoe")
                : Path.of(set);
    }

    /**
     * Writes a file whole or not at all, whatever other processes write there. Others who share the directory may
     * read it.
     *
     * @throws IOException when it cannot be written; what was there before stays
     */
    public static void keep(Path file, Content content) throws IOException {
        Path directory = Files.createDirectories(file.getParent());
        Path partial = Files.createTempFile(directory, file.getFileName().toString(), ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
                content.writeTo(out);
            }
            partial.toFile().setReadable(true, false);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
