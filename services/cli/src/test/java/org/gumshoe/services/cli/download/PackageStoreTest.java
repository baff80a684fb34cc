// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageStoreTest {
    @TempDir
    private Path home;

    /** Whoever can write another file there can write its note. */
    @Test
    void aNoteOfTheHashBesideAModelIsNotBelieved() throws IOException {
        PublishedModel wanted = PublishedModel.SMOLLM2;
        Path file = home.resolve("models").resolve(wanted.file);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "another model");
        Files.writeString(file.resolveSibling(wanted.file + ".sha256"), wanted.sha256 + "  " + wanted.file);
        ProgressBar quiet = new ProgressBar(new PrintStream(OutputStream.nullOutputStream()));
        // nothing listens there
        Map<String, String> nowhere = Map.of(
                "PIP_CONFIG_FILE", "/dev/null", "PIP_INDEX_URL", "http://localhost:1/simple", "PIP_RETRIES", "0");
        PackageStore store =
                new PackageStore(home, null, new PackageFetcher(home.resolve("downloads"), quiet, nowhere));

        assertThatThrownBy(() -> store.model(wanted.label))
                .as("it is fetched again")
                .isInstanceOf(BadInputException.class);
        assertThat(file).as("and is not taken in the meantime").hasContent("another model");
    }
}
