// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingCacheTest {
    @TempDir
    Path directory;

    private int calls;

    @Test
    void asksOnceForAText() {
        Path file = directory.resolve("new/cache");
        new EncodingCache(file, 2, this::encode).apply("a text");
        EncodingCache again = new EncodingCache(file, 2, this::encode);

        assertThat(again.apply("a text")).containsExactly(6, 1);
        assertThat(again.apply("other")).containsExactly(5, 2);
        assertThat(calls).isEqualTo(2);
    }

    @Test
    void goesOnAfterAnInterruption() throws IOException {
        Path file = directory.resolve("cache");
        new EncodingCache(file, 2, this::encode).apply("a text");
        Files.write(file, new byte[7], StandardOpenOption.APPEND);

        new EncodingCache(file, 2, this::encode).apply("other");
        new EncodingCache(file, 2, this::encode).apply("other");

        assertThat(calls).isEqualTo(2);
        assertThat(Files.size(file)).isEqualTo(2 * (16 + 8));
    }

    private float[] encode(String text) {
        return new float[] {text.length(), ++calls};
    }
}
