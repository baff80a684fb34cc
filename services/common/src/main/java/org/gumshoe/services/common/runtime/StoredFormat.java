// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * Number of the form in which topics and state are stored, in a file of each directory that holds
 * them.
 */
public final class StoredFormat {
    /** Name of the file. */
    public static final String FILE = "gumshoe.format";

    /** Raised by a release that stores something in a way that the one before does not read. */
    private static final int CURRENT = 1;

    /** Raised by a release that does not read what was stored until then. */
    private static final int OLDEST = 1;

    /** The first releases wrote no file. */
    private static final int WITHOUT_FILE = 1;

    private StoredFormat() {}

    /**
     * Makes sure that this release reads what a directory holds, and writes the format that it has
     * from now on.
     *
     * @param directory is made if it is missing
     * @param remedy command that deletes what the directory holds
     * @throws BadSettingsException when another release is needed; nothing is changed then
     * @throws UncheckedIOException when the directory cannot be read or written
     */
    public static void claim(Path directory, String remedy) {
        claim(directory, OLDEST, CURRENT, remedy);
    }

    static void claim(Path directory, int oldest, int current, String remedy) {
        Path file = directory.resolve(FILE);
        try {
            Files.createDirectories(directory);
            boolean named = Files.exists(file);
            int found = named ? read(file, remedy) : holdsData(directory) ? WITHOUT_FILE : current;
            if (found < oldest || found > current) {
                throw new BadSettingsException("Directory " + directory + " holds topics or state of format " + found
                        + ", but this release reads "
                        + (oldest == current ? "format " + current : "formats " + oldest + " to " + current)
                        + ": start the release that wrote it, or delete what it holds with `" + remedy + "`.");
            }
            if (!named || found != current) {
                write(file, current);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int read(Path file, String remedy) throws IOException {
        String text = Files.readString(file).strip();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadSettingsException(
                    "File " + file + " holds '" + VisibleText.quoted(text)
                            + "' but should hold the number of a format: write it there (" + CURRENT
                            + " is that of this release), or delete what the directory holds with `" + remedy + "`.",
                    e);
        }
    }

    private static boolean holdsData(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.anyMatch(Files::isDirectory);
        }
    }

    /** Several processes may begin in one directory at once, and none may read half a file. */
    private static void write(Path file, int format) throws IOException {
        Path whole = file.resolveSibling(FILE + "." + UUID.randomUUID());
        Files.writeString(whole, format + "\n");
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
