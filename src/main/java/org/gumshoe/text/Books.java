// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.util.List;

/** Readers of books. */
public final class Books {
    private Books() {}

    public static List<Path> find(Path fileOrDirectory) {
        throw new UnsupportedOperationException();
    }

    public static Book read(Path file) {
        throw new UnsupportedOperationException();
    }
}
