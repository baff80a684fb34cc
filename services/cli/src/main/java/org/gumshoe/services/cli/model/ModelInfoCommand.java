// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.model;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.MemoryEstimate;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.lm.config.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Command {@code gumshoe model info}: the properties of a model's file, and whether it fits into
 * memory.
 */
@Command(
        name = "info",
        description = "Prints the properties of a model's file, and whether it fits into this machine's memory.",
        mixinStandardHelpOptions = true)
final class ModelInfoCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1_000_000;
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /** Tokens of 16 stories of 256 tokens. */
    private static final long STORY_TOKENS = 4096;

    @Mixin
    private ModelCommand.ModelOption model;

    @Override
    public Integer call() {
        Path path = model.path();
        ModelInfo info = LanguageModel.info(path);
        line("name", info.name());
        line("location", info.location());
        line("sha256", info.sha256());
        line("architecture", info.architecture());
        line("blocks", info.blocks());
        line("width", info.width());
        line(
                "heads",
                info.numHeads()
                        + (info.numKvHeads() == info.numHeads() ? "" : ", key/value heads " + info.numKvHeads()));
        line("vocabulary", info.vocabSize());
        line("tokenizer", info.tokenizer());
        line("context", info.context());
        line("parameters", info.parameters());
        line("tensor types", info.tensorTypes());
        Map<Precision, MemoryEstimate> estimates = MemoryEstimate.all(path);
        estimates.forEach((precision, estimate) -> line(
                "memory " + precision.text(),
                "%,d MB, and %,d KB for each token of a text"
                        .formatted(megabytes(estimate.weights()), estimate.token() / 1000)));
        LanguageModel.reading(info).ifPresent(reading -> line("reading", reading));
        line(
                "decoding",
                LanguageModel.decoding(info).orElse("not measured yet; the first text does it on a quiet machine"));
        line("fits", fits(estimates.get(Precision.ofThisMachine())));
        return 0;
    }

    private static String fits(MemoryEstimate estimate) {
        long needed = estimate.with(STORY_TOKENS);
        long available = available();
        return "%s: as %s %,d MB with %,d tokens of text, of %,d MB available"
                .formatted(
                        needed <= available ? "yes" : "no",
                        Precision.ofThisMachine().text(),
                        megabytes(needed),
                        STORY_TOKENS,
                        megabytes(available));
    }

    private static long megabytes(long bytes) {
        return Math.ceilDiv(bytes, MEGABYTE);
    }

    private static void line(String name, Object value) {
        System.out.printf(Locale.ROOT, "%-13s %s%n", name, VisibleText.line(String.valueOf(value)));
    }

    /**
     * Returns the available memory. Linux reports what it could free by dropping caches; on other
     * systems, free memory must do.
     */
    private static long available() {
        try {
            return Files.readAllLines(MEMINFO).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(IOException::new);
        } catch (IOException e) {
            return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getFreeMemorySize();
        }
    }
}
