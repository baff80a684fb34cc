// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gumshoe.services.common.config.Settings;

/** Child process: the broker, or services; it is started, killed and stopped by its number. */
public final class Child {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(17_000));

    private final String name;
    private final List<String> services;
    private final List<String> jvm;
    private final String classpath;
    private final Settings settings;
    private final Path log;
    private final Optional<SmallDisk> disk;
    private final Optional<MovableClock> clock;
    private Process process;
    private boolean gone;
    private boolean wanted;
    private volatile boolean excused;

    /**
     * Describes a process.
     *
     * @param services empty for the broker
     * @param jvm further options of the JVM
     * @param classpath of the release that it runs
     * @param disk where its state lies, if that can be filled
     */
    Child(
            String name,
            List<String> services,
            List<String> jvm,
            String classpath,
            Settings settings,
            Path log,
            Optional<SmallDisk> disk,
            Optional<MovableClock> clock) {
        this.name = name;
        this.services = List.copyOf(services);
        this.jvm = List.copyOf(jvm);
        this.classpath = classpath;
        this.settings = settings;
        this.log = log;
        this.disk = disk;
        this.clock = clock;
    }

    /**
     * Describes a process without further equipment.
     *
     * @param services empty for the broker
     * @param settings with the directory of its state
     * @param classpath of the release that it runs
     */
    public static Child plain(String name, List<String> services, Settings settings, String classpath, Path log) {
        return new Child(
                name,
                services,
                List.of("-XX:TieredStopAtLevel=1"),
                classpath,
                settings.with("port", Integer.toString(freePort())),
                log,
                Optional.empty(),
                Optional.empty());
    }

    public String name() {
        return name;
    }

    List<String> services() {
        return services;
    }

    public Settings settings() {
        return settings;
    }

    public SmallDisk disk() {
        return disk.orElseThrow();
    }

    public MovableClock clock() {
        return clock.orElseThrow();
    }

    public void start() {
        start(List.of());
    }

    /** Starts the process so that no file can grow. */
    public void startWithoutSpace() {
        start(List.of("prlimit", "--fsize=0:unlimited"));
    }

    /** Allows the process to end by itself until it has recovered. */
    public void mayEnd() {
        excused = true;
    }

    /** Returns whether there is a reason for the process to end by itself. */
    boolean isExcused() {
        return excused;
    }

    public void recovered() {
        excused = false;
    }

    /** Lets files grow or not. */
    public synchronized void space(boolean unlimited) throws IOException, InterruptedException {
        String limit = unlimited ? "unlimited" : "0";
        new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + limit + ":unlimited")
                .start()
                .waitFor();
    }

    private synchronized void start(List<String> prefix) {
        if (gone) return;
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                services.isEmpty() ? "-Xmx512m" : "-Xmx320m",
                "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of(
                "-Dgumshoe.threads=1",
                "-Dgumshoe.precision=f32",
                "-Dai.djl.offline=true",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classpath,
                ChildMain.class.getName(),
                services.isEmpty() ? ChildMain.BROKER : String.join(",", services)));
        settings.values().forEach((key, value) -> command.add(key + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        builder.environment().put("GUMSHOE_LOG", "INFO");
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        clock.ifPresent(movable -> movable.addTo(builder.environment()));
        try {
            process = builder.start();
            wanted = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of the process. */
    public synchronized long pid() {
        return process.pid();
    }

    /** Sends a signal to the process. */
    public synchronized void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    public synchronized void kill() throws InterruptedException {
        wanted = false;
        process.destroyForcibly().waitFor();
    }

    /** Kills the process for good: it is not started again. */
    public synchronized void killIfStarted() {
        gone = true;
        if (process != null) process.destroyForcibly();
    }

    /** Tells the process to end, and kills it when it does not. */
    public synchronized void end() throws InterruptedException {
        wanted = false;
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    }

    /** Returns the exit code of a process that has ended by itself; -1 while all is well. */
    public synchronized int ended() {
        return wanted && !process.isAlive() ? process.exitValue() : -1;
    }

    /** Returns the last line of the log that tells an error, or the last line of all. */
    String lastError() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.reversed().stream()
                    .filter(line -> line.startsWith("Exception in thread") || line.contains(" ERROR "))
                    .findFirst()
                    .orElse(lines.isEmpty() ? "its log is empty" : lines.getLast());
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    public boolean ready() {
        URI uri = URI.create("http://localhost:" + settings.port() + "/ready");
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(uri)
                                            .timeout(Duration.ofSeconds(1))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * A port that is free now and that no outgoing connection is given by the system: those come from 32,768 on
     * (Linux) or 49,152 (macOS), so a child that was killed finds its port free when it comes back. Another run beside this one
     * begins elsewhere.
     */
    public static int freePort() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = 15_000 + Math.floorMod(NEXT_PORT.getAndIncrement(), 17_000);
            try (var socket = new ServerSocket(port, 50, InetAddress.getByName("localhost"))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("No port from 15000 to 31999 is free on localhost: end what listens there.");
    }
}
