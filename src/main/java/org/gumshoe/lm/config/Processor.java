// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** This machine's processor, as the operating system describes it. */
public final class Processor {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> BF16_FLAGS = List.of("avx512_bf16", "amx_bf16");

    /** Lines that name a processor: x86's model, and Arm's maker and part. */
    private static final Set<String> NAMES = Set.of("model name", "CPU implementer", "CPU part");

    private static final List<String> LINES = lines();

    private Processor() {}

    private static List<String> lines() {
        try {
            return Files.isReadable(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
        } catch (IOException e) {
            return List.of(); // what it has is not known then; f32 works everywhere, only slower
        }
    }

    /** Returns whether it multiplies bf16. */
    static boolean multipliesBf16() {
        return BF16_FLAGS.stream().anyMatch(Processor::has);
    }

    /** Returns whether Linux lists this flag of an x86 processor, such as "avx2"; false on every other system. */
    public static boolean has(String flag) {
        return LINES.stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Arrays.asList(line.split("\\s+")).contains(flag))
                .orElse(false);
    }

    /** Returns its name, such as "AMD EPYC 7B13 64-Core Processor", or the architecture where that is all. */
    public static String name() {
        String name = LINES.stream()
                .map(line -> line.split("\\s*:\\s*", 2))
                .filter(field -> field.length == 2 && NAMES.contains(field[0]))
                .sorted(Comparator.comparing(field -> field[0]))
                .map(field -> field[1])
                .distinct()
                .reduce("", (all, value) -> (all + " " + value).strip());
        return name.isEmpty() ? System.getProperty("os.arch") : name;
    }

    /** Returns a name for files that differs between processors with other instructions. */
    public static String id() {
        String flags = LINES.stream()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .findFirst()
                .orElse("");
        return "%s-%08x".formatted(name().replaceAll("[^A-Za-z0-9]+", "-"), flags.hashCode());
    }
}
