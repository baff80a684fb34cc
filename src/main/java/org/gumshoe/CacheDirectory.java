// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import java.nio.file.Path;

/** Directory in which downloads and what was found out about files are kept between runs. */
public final class CacheDirectory {
    private CacheDirectory() {}

    /** Returns {@code $GUMSHOE_HOME}, or {@code ~/.cache/gumshoe} where that is not set. */
    public static Path home() {
        String set = System.getenv("GUMSHOE_HOME");
        return set == null || set.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "gumshoe")
                : Path.of(set);
    }
}
