// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.files;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steering vector files with numbers that no vector has. */
class HostileVectorsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2147483647,2147483647",
                "4294967296",
                "-4",
                "-2,-2",
                "x",
                "0,2147483647,2147483647",
                "65536,65536,65536,65536"
            })
    void refusesShapesThatTheFileCannotHold(String shape) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }\n";
        ByteBuffer npy = ByteBuffer.allocate(10 + header.length() + 64).order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93)
                .put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) header.length());
        npy.put(header.getBytes(StandardCharsets.US_ASCII));
        Path file = Files.write(directory.resolve("v.npy"), npy.array());

        assertThatThrownBy(() -> ControlVectors.read(file)).isInstanceOf(BadInputException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, 1L << 61, 1L << 31, 1000})
    void refusesCountsThatTheFileCannotHold(long count) throws IOException {
        ByteBuffer gguf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        gguf.put("GGUF".getBytes(StandardCharsets.US_ASCII))
                .putInt(3)
                .putLong(count)
                .putLong(count);
        Path file = Files.write(directory.resolve("v.gguf"), gguf.array());

        assertThatThrownBy(() -> ControlVectors.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cut short or damaged");
    }

    @Test
    void refusesJsonInNoEncoding() throws IOException {
        Path file = Files.write(
                directory.resolve("v.json"), new byte[] {0, 0, 0, 0x22, 0x3c, 0x5a, 0x3a, 0x22, 1, 2, 3, 4});

        assertThatThrownBy(() -> ControlVectors.read(file)).isInstanceOf(BadInputException.class);
    }
}
