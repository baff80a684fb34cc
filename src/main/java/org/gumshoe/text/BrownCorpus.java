// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.util.List;

/** The Brown corpus. */
public final class BrownCorpus {
    private BrownCorpus() {}

    public static List<Book> fiction(Path directory) {
        throw new UnsupportedOperationException();
    }

    public static List<Book> all(Path directory) {
        throw new UnsupportedOperationException();
    }
}
