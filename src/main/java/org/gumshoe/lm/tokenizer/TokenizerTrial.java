// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.gumshoe.BadInputException;
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
    private static final int SECONDS = 60;
    private static final Set<String> PASSED = ConcurrentHashMap.newKeySet();

    private final byte[] json;
    private final Object source;
    private final String hash;

    /** @param source file to name in error messages */
    TokenizerTrial(byte[] json, Object source) {
        this.json = json;
        this.source = source;
        this.hash = sha256(json);
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
        try {
            Files.write(input, json);
            Process process = new ProcessBuilder(command(json.length))
                    .directory(work.toFile())
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = waitFor(process);
            List<String> lines = new String(Files.readAllBytes(output), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (ended && process.exitValue() == TrialProcess.PASSED) {
                return;
            }
            if (ended && (!lines.contains(TrialProcess.READY) || process.exitValue() == TrialProcess.NO_LIBRARY)) {
                throw new IOException(lines.isEmpty() ? "it could not be started" : lines.getLast());
            }
            throw new BadInputException(
                    "The tokenizer of %s cannot be used (HuggingFace's library %s); download it again."
                            .formatted(
                                    VisibleText.quoted(source.toString()),
                                    VisibleText.quoted(verdict(ended, process, lines))));
        } finally {
            for (Path file : List.of(input, output, work)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String verdict(boolean ended, Process process, List<String> lines) {
        if (!ended) {
            return "does not answer in " + SECONDS + " s";
        }
        List<String> said = lines.subList(lines.indexOf(TrialProcess.READY) + 1, lines.size());
        return (process.exitValue() == TrialProcess.REFUSED ? "refuses it: " : "aborts: ") + String.join(" ", said);
    }

    private static boolean waitFor(Process process) {
        try {
            return process.waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a tokenizer was tried", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(int length) {
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
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrialProcess.class.getName()));
        return command;
    }

    private static Path directory() {
        String home = System.getenv("GUMSHOE_HOME");
        return (home == null || home.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache", "gumshoe")
                        : Path.of(home))
                .resolve("tokenizers");
    }

    private static String sha256(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
