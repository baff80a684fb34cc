// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.gumshoe.BadInputException;

/**
 * A run of many mutated inputs against {@link FuzzTarget}s, repeatable by its seed. Each input is
 * loaded or refused with a sentence; anything else is a finding, which is kept with its stack trace.
 * The input that is being read lies in {@code current}, in case it ends the process.
 */
public final class FuzzRun {
    private static final long SLOW_NANOS = 5_000_000_000L;

    /** What became of an input. */
    public enum Result {
        LOADED,
        REFUSED,
        SLOW,
        UNFORESEEN
    }

    private final List<FuzzTarget> targets;
    private final long seed;
    private final Path directory;
    private final Map<String, Map<Result, Integer>> counts = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private long slowest;
    private String slowestInput = "none";

    /** @param directory receives findings, and is where readers write */
    public FuzzRun(List<FuzzTarget> targets, long seed, Path directory) {
        this.targets = targets;
        this.seed = seed;
        this.directory = directory;
    }

    /**
     * Runs for some time, or until so many inputs are read. The first seeds of all targets are read
     * before, so that no input waits for classes or for a service to begin.
     */
    public void run(double seconds, int most) throws Exception {
        Files.createDirectories(directory.resolve("work"));
        for (FuzzTarget target : targets) {
            target.reader().read(target.seeds().getFirst(), directory.resolve("work"));
        }
        List<FuzzTarget> round = new ArrayList<>();
        targets.forEach(target -> round.addAll(Collections.nCopies(target.weight(), target)));
        Collections.shuffle(round, new Random(seed));
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; i < most && System.nanoTime() < end; i++) {
            FuzzTarget target = round.get(i % round.size());
            byte[] input = target.mutation().mutate(target.seeds(), new Random(seed * 1_000_003 + i));
            Files.write(directory.resolve("current"), input);
            count(target, i, input);
        }
    }

    private void count(FuzzTarget target, int index, byte[] input) throws IOException {
        long start = System.nanoTime();
        Result result = Result.LOADED;
        Throwable thrown = null;
        try {
            target.reader().read(input, directory.resolve("work"));
        } catch (BadInputException refused) {
            result = Result.REFUSED;
        } catch (Throwable unforeseen) {
            result = Result.UNFORESEEN;
            thrown = unforeseen;
        }
        long took = System.nanoTime() - start;
        if (took > slowest) {
            slowest = took;
            slowestInput = target.name() + "-" + index;
        }
        if (thrown == null && took > SLOW_NANOS) {
            result = Result.SLOW;
        }
        counts.computeIfAbsent(target.name(), name -> new EnumMap<>(Result.class))
                .merge(result, 1, Integer::sum);
        if (result == Result.SLOW || result == Result.UNFORESEEN) {
            keep(target.name() + "-" + index, input, result, thrown);
        }
    }

    private void keep(String name, byte[] input, Result result, Throwable thrown) throws IOException {
        StringWriter text = new StringWriter();
        text.append(result.toString()).append('\n');
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        Files.write(directory.resolve(name + ".input"), input);
        Files.writeString(directory.resolve(name + ".txt"), text.toString());
        findings.add(name + ": " + result + " " + (thrown == null ? "" : thrown));
    }

    /** Returns what was neither loaded nor refused, one line each. */
    public List<String> findings() {
        return findings;
    }

    /** Returns the counts of all targets, a line each. */
    public String report() {
        StringBuilder report = new StringBuilder(
                "%-22s %8s %8s %8s %10s%n".formatted("target", "loaded", "refused", "slow", "unforeseen"));
        counts.forEach((name, results) -> report.append("%-22s %8d %8d %8d %10d%n"
                .formatted(
                        name,
                        results.getOrDefault(Result.LOADED, 0),
                        results.getOrDefault(Result.REFUSED, 0),
                        results.getOrDefault(Result.SLOW, 0),
                        results.getOrDefault(Result.UNFORESEEN, 0))));
        int all = counts.values().stream()
                .flatMap(results -> results.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
        return report.append("%d inputs, slowest %.1f s (%s), %d findings%n"
                        .formatted(all, slowest / 1e9, slowestInput, findings.size()))
                .toString();
    }

    /** Runs: SECONDS SEED MOST TINY_MODELS OUT [files, records or trials]. */
    public static void main(String[] arguments) throws Exception {
        Path out = Path.of(arguments[4]);
        try (FuzzTargets targets = new FuzzTargets(arguments[5], Path.of(arguments[3]))) {
            FuzzRun run = new FuzzRun(targets.all(), Long.parseLong(arguments[1]), out);
            run.run(Double.parseDouble(arguments[0]), Integer.parseInt(arguments[2]));
            System.out.print(run.report());
            run.findings.forEach(System.out::println);
            System.exit(run.findings.isEmpty() ? 0 : 1);
        }
    }
}
