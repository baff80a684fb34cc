// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gumshoe.BadInputException;

/**
 * In which numbers weights, keys and values are kept and multiplied. The residual stream, what
 * normalises it and rotates heads are f32 in either case. The system property
 * {@code gumshoe.precision} says which; without it BF16 is taken where the processor multiplies it,
 * since it is three times as fast there, and F32 elsewhere.
 */
public enum Precision {
    F32(4, 6),
    BF16(2, 15);

    private static final String PROPERTY = "gumshoe.precision";
    private static final List<String> BF16_FLAGS = List.of("avx512_bf16", "amx_bf16");
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private final int bytes;
    private final int type;

    Precision(int bytes, int type) {
        this.bytes = bytes;
        this.type = type;
    }

    /** Of one number. */
    public int bytes() {
        return bytes;
    }

    /** The engine's number of it. */
    public int type() {
        return type;
    }

    /** @throws BadInputException when the system property names none */
    public static Precision ofThisMachine() {
        String asked = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
        return switch (asked) {
            case "auto" -> Processor.MULTIPLIES_BF16 ? BF16 : F32;
            case "bf16" -> BF16;
            case "f32" -> F32;
            default ->
                throw new BadInputException(
                        "-D" + PROPERTY + "=" + asked + " is not a precision; give f32, bf16 or auto.");
        };
    }

    /** Read once, and only where nobody says which precision it shall be. */
    private static final class Processor {
        static final boolean MULTIPLIES_BF16 = multipliesBf16();

        private static boolean multipliesBf16() {
            try {
                return Files.isReadable(PROCESSOR)
                        && Files.readAllLines(PROCESSOR).stream()
                                .filter(line -> line.startsWith("flags"))
                                .findFirst()
                                .map(line -> Arrays.asList(line.split("\\s+")))
                                .filter(flags -> BF16_FLAGS.stream().anyMatch(flags::contains))
                                .isPresent();
            } catch (IOException e) {
                return false; // then f32 is right, only slower
            }
        }
    }
}
