// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sample of a process.
 *
 * @param minutes since the first book
 * @param heap what lives after a full collection
 * @param handles open files and sockets
 * @param residentBytes memory of the process as the kernel counts it
 * @param cpuSeconds of all cores since the process was started
 */
public record ProcessSample(
        double minutes, HeapHistogram heap, int handles, int threads, long residentBytes, double cpuSeconds) {
    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    /** @throws IOException when there is no such process, or it does not answer */
    public static ProcessSample take(double minutes, long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        List<String> status = Files.readAllLines(proc.resolve("status"));
        int handles;
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            handles = (int) open.count();
        }
        Duration cpu = ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IOException("Process " + pid + " is gone."));
        return new ProcessSample(
                minutes,
                histogram(pid),
                handles,
                (int) field(status, "Threads"),
                field(status, "VmRSS") << 10,
                cpu.toMillis() / 1000.0);
    }

    /** Returns a table: process, minutes, bytes of live heap, handles, threads, resident bytes, seconds of CPU. */
    public static List<String> rows(Map<String, List<ProcessSample>> samples) {
        return samples.entrySet().stream()
                .flatMap(process -> process.getValue().stream().map(sample -> process.getKey() + "\t" + sample.row()))
                .toList();
    }

    private String row() {
        return "%.3f\t%d\t%d\t%d\t%d\t%.2f"
                .formatted(minutes, heap.total(), handles, threads, residentBytes, cpuSeconds);
    }

    private static HeapHistogram histogram(long pid) throws IOException {
        Process jcmd = new ProcessBuilder(
                        JCMD,
                        "-J-XX:TieredStopAtLevel=1",
                        "-J-XX:+UseSerialGC",
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        HeapHistogram histogram = HeapHistogram.parse(jcmd.inputReader().lines().toList());
        if (histogram.bytes().isEmpty()) throw new IOException("Process " + pid + " does not tell of its heap.");
        return histogram;
    }

    private static long field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
