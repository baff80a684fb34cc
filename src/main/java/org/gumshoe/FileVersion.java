// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * Version of a file, by which a process knows what it has read before.
 *
 * @param file its real path
 * @param size in bytes
 * @param modified when it was last written
 */
public record FileVersion(Path file, long size, FileTime modified) {
    /** Returns the present version of a file. */
    public static FileVersion of(Path file) throws IOException {
        return new FileVersion(file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file));
    }
}
