// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Clock of a process that can be put forward and back while the process runs. A preloaded library
 * reads the shift from a file.
 */
public final class MovableClock {
    private final Path library;
    private final Path file;

    /** @param file holds the shift */
    MovableClock(Path library, Path file) throws IOException {
        this.library = library;
        this.file = file;
        move(Duration.ZERO);
    }

    /** Compiles the library; empty where there is no C compiler. */
    public static Optional<Path> compile(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("clock.c");
        Path library = directory.resolve("clock.so");
        Files.createDirectories(directory);
        try (InputStream code = MovableClock.class.getResourceAsStream("clock.c")) {
            Files.write(source, code.readAllBytes());
        }
        try {
            int failed = new ProcessBuilder(
                            "cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                    .inheritIO()
                    .start()
                    .waitFor();
            return failed == 0 ? Optional.of(library.toAbsolutePath()) : Optional.empty();
        } catch (IOException noCompiler) {
            return Optional.empty();
        }
    }

    /** Puts this clock into the environment of a process to be started. */
    void addTo(Map<String, String> environment) {
        environment.put("LD_PRELOAD", library.toString());
        environment.put("CHAOS_CLOCK", file.toAbsolutePath().toString());
    }

    /** Sets the clock to the true time and a shift, at once. */
    public void move(Duration shift) throws IOException {
        ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        nanos.putLong(shift.toNanos()).flip();
        // the file is mapped, so it must never be shorter
        try (FileChannel shifts = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            shifts.write(nanos);
        }
    }
}
