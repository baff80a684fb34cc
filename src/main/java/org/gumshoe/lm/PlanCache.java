// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.CacheDirectory;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.Processor;
import org.gumshoe.lm.cpu.GgmlMatrix;
import org.gumshoe.lm.cpu.SimdKernels;
import org.gumshoe.lm.cpu.VectorApi;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.transformer.DecodePlan;
import org.gumshoe.lm.transformer.Transformer;

/**
 * The plans that were measured on this machine, each in a file for a model, a processor, its
 * vectors, the number of threads, the precision and whether ggml's kernels are to be had.
 */
final class PlanCache {
    /** Weights of a model below which measuring would take longer than all that it saves. */
    private static final long SMALL = 20_000_000;

    private PlanCache() {}

    /**
     * Returns the plan of a model. It is measured now unless that has been done on this processor, or a user chose
     * otherwise.
     */
    static DecodePlan planOf(ModelInfo info, Precision precision, Transformer transformer) {
        if (info.parameters() < SMALL) {
            return DecodePlan.engine("a model this small is not worth measuring");
        }
        if (!DecodePlan.isMeasured()) {
            return transformer.safePlan("chosen by -Dgumshoe.decoding");
        }
        return known(info, precision).orElseGet(() -> {
            if (!isQuiet()) {
                return transformer.safePlan("not measured, since other programs kept the processors busy");
            }
            DecodePlan plan = transformer.measurePlan();
            write(file(info, precision), plan);
            return plan;
        });
    }

    /** Returns the plan that was measured before, if one was. */
    static Optional<DecodePlan> known(ModelInfo info, Precision precision) {
        if (!VectorApi.isPresent() || !DecodePlan.isMeasured()) {
            return Optional.empty();
        }
        Path file = file(info, precision);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        Properties stored = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            stored.load(in);
            return Optional.of(new DecodePlan(
                    Integer.parseInt(stored.getProperty("javaTexts")),
                    Boolean.parseBoolean(stored.getProperty("javaPrefill")),
                    names(stored, "packed"),
                    counts(stored, "eightBitTexts"),
                    stored.getProperty("reason", "")));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty(); // damaged or of another version: measured again, and written anew
        }
    }

    /** @throws IllegalArgumentException when an older version has measured this plan and not known of such matrices */
    private static Set<String> names(Properties stored, String key) {
        String names = stored.getProperty(key);
        if (names == null) {
            throw new IllegalArgumentException(key);
        }
        return names.isEmpty() ? Set.of() : Set.of(names.split(","));
    }

    /** Returns numbers by name; otherwise as {@link #names}. */
    private static Map<String, Integer> counts(Properties stored, String key) {
        return names(stored, key).stream()
                .map(entry -> entry.split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> Integer.valueOf(entry[entry.length - 1])));
    }

    /** Returns whether nobody else keeps the processors busy: what is measured beside others is wrong. */
    private static boolean isQuiet() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() <= 2 * system.getAvailableProcessors();
    }

    private static void write(Path file, DecodePlan plan) {
        Properties stored = new Properties();
        stored.setProperty("javaTexts", Integer.toString(plan.javaTexts()));
        stored.setProperty("javaPrefill", Boolean.toString(plan.javaPrefill()));
        stored.setProperty("packed", String.join(",", plan.packed()));
        stored.setProperty(
                "eightBitTexts",
                plan.eightBits().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(",")));
        stored.setProperty("reason", plan.reason());
        try {
            CacheDirectory.keep(file, out -> stored.store(new OutputStreamWriter(out, StandardCharsets.UTF_8), null));
        } catch (IOException | UncheckedIOException e) {
            // a directory that cannot be written costs seconds at each start, no result
        }
    }

    private static Path file(ModelInfo info, Precision precision) {
        String name = String.join(
                "-",
                info.sha256().substring(0, 12),
                Processor.id(),
                SimdKernels.vectorBits() + "bits",
                TorchRuntime.threads() + "threads",
                precision.name().toLowerCase(Locale.ROOT),
                GgmlMatrix.isPossible() ? "ggml" : "java");
        return CacheDirectory.home().resolve("plans").resolve(name + ".properties");
    }
}
