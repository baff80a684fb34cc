// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyArrayTest {
    @Test
    void whatIsWrittenIsReadAndAligned(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("rows.npy");
        NpyArray.ofRows(List.of(new float[] {1, -2.5f, 3}, new float[] {0, 1e-8f, 7}))
                .write(file);

        NpyArray read = NpyArray.read(file);
        assertThat(read.shape()).containsExactly(2, 3);
        assertThat(read.row(1)).containsExactly(0, 1e-8f, 7);
        assertThat((Files.size(file) - 24) % 64).as("bytes before the numbers").isZero();
    }
}
