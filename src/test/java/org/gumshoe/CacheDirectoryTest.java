// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
    @TempDir
    private Path home;

    @Test
    void aFileIsKeptWholeOrNotAtAll() throws IOException {
        Path file = home.resolve("plans").resolve("a.kept");
        CacheDirectory.keep(file, out -> out.write(new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> CacheDirectory.keep(file, out -> {
                    out.write(4);
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(IOException.class);

        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");

        CacheDirectory.keep(file, out -> out.write(5));
        assertThat(file).hasBinaryContent(new byte[] {5});
    }
}
