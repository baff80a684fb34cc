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
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.gumshoe.CacheDirectory;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.Processor;
import org.gumshoe.lm.cpu.GgmlMatrix;
import org.gumshoe.lm.cpu.SimdKernels;
import org.gumshoe.lm.cpu.VectorApi;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.DecodePlan;
import org.gumshoe.lm.transformer.ReadingPlan;
import org.gumshoe.lm.transformer.Transformer;

/**
 * The plans that were measured on this machine, each in a file for a model, a processor, its
 * vectors, the number of threads, the precision and whether ggml's kernels are to be had.
 */
final class PlanCache {
    /** Weights of a model below which measuring would take longer than all that it saves. */
    private static final long SMALL = 20_000_000;

    /** What the effects of rounding are measured with: any prose, with names, numbers and quotation marks. */
    private static final String MEASURED_TEXT = """
            The rain had stopped an hour before, and the street below the office was empty. Mrs. Hale put down her \
            cup. "You said it was 9 o'clock," she began, "but the train from Leeds came in at twenty past." He did \
            not answer at once; he looked at the clock, then at the door. Nobody had asked him about the train. \
            In the spring of 1911 the company had sold three such houses, all of them to the same buyer, and each \
            time the keys were missing. Why would anyone do that?""";

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
            write(file(info, precision), properties(plan));
            return plan;
        });
    }

    /** Returns what of a model is read in eight bits. It is measured now unless that has been done on this processor. */
    static ReadingPlan readingOf(ModelInfo info, Tokenizer tokenizer, Transformer transformer) {
        if (info.parameters() < SMALL) {
            return ReadingPlan.inF32("a model this small gains nothing");
        }
        return knownReading(info).orElseGet(() -> {
            ReadingPlan plan = transformer.measureReading(tokenizer.encode(MEASURED_TEXT));
            write(readingFile(info), properties(plan));
            return plan;
        });
    }

    /** Returns the reading plan that was measured before, if one was. */
    static Optional<ReadingPlan> knownReading(ModelInfo info) {
        return read(
                readingFile(info),
                stored -> new ReadingPlan(
                        Boolean.parseBoolean(stored.getProperty("eightBits")),
                        names(stored, "f32"),
                        stored.getProperty("reason", "")));
    }

    /** Returns the plan that was measured before, if one was. */
    static Optional<DecodePlan> known(ModelInfo info, Precision precision) {
        if (!VectorApi.isPresent() || !DecodePlan.isMeasured()) {
            return Optional.empty();
        }
        return read(
                file(info, precision),
                stored -> new DecodePlan(
                        Integer.parseInt(stored.getProperty("javaTexts")),
                        Boolean.parseBoolean(stored.getProperty("javaPrefill")),
                        names(stored, "packed"),
                        counts(stored, "eightBitTexts"),
                        stored.getProperty("reason", "")));
    }

    /** Reads a plan; one that is damaged or of another version is as good as none, and will be written anew. */
    private static <T> Optional<T> read(Path file, Function<Properties, T> plan) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        Properties stored = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            stored.load(in);
            return Optional.of(plan.apply(stored));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
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

    private static void write(Path file, Properties stored) {
        try {
            CacheDirectory.keep(file, out -> stored.store(new OutputStreamWriter(out, StandardCharsets.UTF_8), null));
        } catch (IOException | UncheckedIOException e) {
            // a directory that cannot be written costs seconds at each start, no result
        }
    }

    private static Properties properties(DecodePlan plan) {
        Properties stored = new Properties();
        stored.setProperty("javaTexts", Integer.toString(plan.javaTexts()));
        stored.setProperty("javaPrefill", Boolean.toString(plan.javaPrefill()));
        stored.setProperty("packed", String.join(",", plan.packed()));
        stored.setProperty(
                "eightBitTexts",
                plan.eightBits().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(",")));
        stored.setProperty("reason", plan.reason());
        return stored;
    }

    private static Properties properties(ReadingPlan plan) {
        Properties stored = new Properties();
        stored.setProperty("eightBits", Boolean.toString(plan.eightBits()));
        stored.setProperty("f32", String.join(",", plan.f32()));
        stored.setProperty("reason", plan.reason());
        return stored;
    }

    private static Path file(ModelInfo info, Precision precision) {
        return file(
                info,
                SimdKernels.vectorBits() + "bits",
                TorchRuntime.threads() + "threads",
                precision.text(),
                GgmlMatrix.isPossible() ? "ggml" : "java");
    }

    private static Path readingFile(ModelInfo info) {
        return file(info, TorchRuntime.threads() + "threads", "reading");
    }

    private static Path file(ModelInfo info, String... circumstances) {
        String name = String.join("-", info.sha256().substring(0, 12), Processor.id(), String.join("-", circumstances));
        return CacheDirectory.home().resolve("plans").resolve(name + ".properties");
    }
}
