// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.services.common.config.BadSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredFormatTest {
    private static final String REMEDY = "gumshoe reset --data here";

    @TempDir
    private Path dir;

    private String file() throws IOException {
        return Files.readString(dir.resolve(StoredFormat.FILE)).strip();
    }

    private void write(String text) throws IOException {
        Files.writeString(dir.resolve(StoredFormat.FILE), text);
    }

    @Test
    void anEmptyDirectoryGetsTheFormatOfThisRelease() throws IOException {
        Files.createFile(dir.resolve("gumshoe.lock"));

        StoredFormat.claim(dir, 2, 3, REMEDY);
        StoredFormat.claim(dir, 3, 3, REMEDY);

        assertThat(file()).isEqualTo("3");
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("gumshoe.lock", StoredFormat.FILE);
    }

    @Test
    void dataWithoutTheFileAreOfTheFirstFormat() throws IOException {
        Files.createDirectory(dir.resolve("log"));

        StoredFormat.claim(dir, REMEDY);
        assertThat(file()).isEqualTo("1");

        Files.delete(dir.resolve(StoredFormat.FILE));
        assertThatThrownBy(() -> StoredFormat.claim(dir, 2, 2, REMEDY))
                .isInstanceOf(BadSettingsException.class)
                .hasMessage("Directory " + dir + " holds topics or state of format 1, but this release reads format 2: "
                        + "start the release that wrote it, or delete what it holds with `" + REMEDY + "`.");
        assertThat(dir.resolve(StoredFormat.FILE)).doesNotExist();
    }

    @Test
    void anOlderFormatThatIsReadBecomesThatOfThisRelease() throws IOException {
        write("2\n");

        StoredFormat.claim(dir, 2, 3, REMEDY);

        assertThat(file()).isEqualTo("3");
    }

    @Test
    void whatANewerReleaseHasWrittenStays() throws IOException {
        write("4\n");

        assertThatThrownBy(() -> StoredFormat.claim(dir, 2, 3, REMEDY))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll(dir.toString(), "format 4", "formats 2 to 3", REMEDY);
        assertThat(file()).isEqualTo("4");
    }

    @Test
    void aFileThatHoldsNoNumberIsSaidInASentence() throws IOException {
        write("soup\u001b");

        assertThatThrownBy(() -> StoredFormat.claim(dir, REMEDY))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll(dir.resolve(StoredFormat.FILE).toString(), "'soup\\u001b'", REMEDY);
    }
}
