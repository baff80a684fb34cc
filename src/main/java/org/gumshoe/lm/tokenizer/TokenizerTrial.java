// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.gumshoe.BadInputException;
import org.gumshoe.CacheDirectory;
import org.gumshoe.Sha256;
import org.gumshoe.Version;
import org.gumshoe.VisibleText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trial of an unknown tokenizer.json in a process of its own ({@link TrialProcess}): native code
 * that aborts there does no harm. One that has passed is known by its SHA-256 in
 * {@code $GUMSHOE_HOME/tokenizers}, or {@code ~/.cache/gumshoe/tokenizers}. The system property
 * {@code gumshoe.tokenizer.trial=off} leaves trials out.
 */
final class TokenizerTrial {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerTrial.class);
    /** Limit of processor time: on a busy machine a sound tokenizer may wait for minutes. */
    private static final Duration COMPUTED = Duration.ofSeconds(60);

    private static final Duration WAITED = Duration.ofMinutes(10);
    private static final int POLL_MILLIS = 200;
    private static final Set<String> PASSED = ConcurrentHashMap.newKeySet();

    private final byte[] json;
    private final Object source;
    private final String hash;

    /** @param source file to name in error messages */
    TokenizerTrial(byte[] json, Object source) {
        this.json = json;
        this.source = source;
        this.hash = Sha256.hex(json);
    }

    /** Returns whether this tokenizer has passed before. */
    boolean hasPassed() {
        return isOn() && (PASSED.contains(hash) || Files.exists(directory().resolve(hash)));
    }

    private static boolean isOn() {
        return !System.getProperty("gumshoe.tokenizer.trial", "on").equals("off");
    }

    /**
     * Tries the tokenizer.
     *
     * @throws BadInputException when the process dies, hangs, or refuses the tokenizer
     */
    void pass() {
        if (!isOn()) {
            return;
        }
        try {
            run();
            Path passed = directory().resolve(hash);
            Files.createDirectories(passed.getParent());
            Files.writeString(passed, "passed its trial with gumshoe " + Version.NUMBER + "\n");
        } catch (IOException e) {
            LOG.warn(
                    "The tokenizer of {} could not be tried in a process of its own, or that not be noted ({}).",
                    VisibleText.quoted(source.toString()),
                    VisibleText.quoted(String.valueOf(e.getMessage())));
        }
        PASSED.add(hash);
    }

    /** @throws IOException when no process can be started */
    private void run() throws IOException {
        Path work = Files.createTempDirectory("gumshoe-tokenizer");
        Path input = work.resolve("tokenizer.json");
        Path output = work.resolve("output");
        Path verdict = work.resolve("verdict");
        try {
            Files.write(input, json);
            Process process = new ProcessBuilder(command(json.length, verdict))
                    .directory(work.toFile())
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!waitFor(process)) {
                throw wrong("does not answer after %d s of computing or %d minutes"
                        .formatted(COMPUTED.toSeconds(), WAITED.toMinutes()));
            }
            switch (process.exitValue()) {
                case TrialProcess.PASSED -> {}
                case TrialProcess.REFUSED -> throw wrong("refuses it: " + text(verdict));
                case TrialProcess.NO_LIBRARY -> throw new IOException(text(verdict));
                default -> {
                    if (!Files.exists(verdict)) {
                        throw new IOException(text(output));
                    }
                    throw wrong("aborts: " + text(output));
                }
            }
        } finally {
            for (Path file : List.of(input, output, verdict, work)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private BadInputException wrong(String what) {
        return new BadInputException("The tokenizer of %s cannot be used (HuggingFace's library %s); download it again."
                .formatted(VisibleText.quoted(source.toString()), VisibleText.quoted(what)));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    }

    private static boolean waitFor(Process process) {
        Instant begin = Instant.now();
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                Duration waited = Duration.between(begin, Instant.now());
                Duration computed = process.info().totalCpuDuration().orElse(waited);
                if (computed.compareTo(COMPUTED) > 0 || waited.compareTo(WAITED) > 0) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a tokenizer was tried", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(int length, Path verdict) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx" + (128 + (length >> 20) * 8) + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("ai.djl.") || name.startsWith("DJL_") || name.equals("user.home"))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), TrialProcess.class.getName(), verdict.toString()));
        return command;
    }

    private static Path directory() {
        return CacheDirectory.home().resolve("tokenizers");
    }
}
