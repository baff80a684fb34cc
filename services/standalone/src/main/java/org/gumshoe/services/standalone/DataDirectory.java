// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.runtime.StoredFormat;

/** Directory of a standalone system: topics in one part, local stores in the other. */
public record DataDirectory(Path path) {
    public Path broker() {
        return path.resolve("broker");
    }

    public Path state() {
        return path.resolve("state");
    }

    /** @throws BadSettingsException when this release does not read what it holds */
    void claim() {
        String remedy = "gumshoe reset --data " + path;
        try {
            StoredFormat.claim(broker(), remedy);
            StoredFormat.claim(state(), remedy);
        } catch (UncheckedIOException e) {
            throw new BadSettingsException(
                    "Directory " + path + " cannot be written (" + Faults.sentence(e.getCause())
                            + "): choose another with --data.",
                    e);
        }
    }
}
