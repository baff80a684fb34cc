// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.standalone.Services;

/**
 * The whole system as child processes: a broker and services, alone or in groups. A process that
 * ends by itself is started again, as a supervisor would, and noted.
 */
public final class Cluster implements AutoCloseable {
    public static final String BROKER = "broker";
    private static final int POLL_MILLIS = 300;
    private static final long START_MILLIS = 600_000;

    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("books", List.of("ingest", "assignments"));
        GROUPS.put("learner", List.of("topics"));
        GROUPS.put("weak", List.of("activations-weak", "stitch"));
        GROUPS.put("strong", List.of("activations-strong", "steering"));
        GROUPS.put("stories", List.of("stories", "evaluation", "gateway"));
    }

    private final Path out;
    private final Equipment equipment;
    private final List<SmallDisk> disks = new ArrayList<>();
    private final Settings settings;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<String> endedByThemselves = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Child> seconds = new ConcurrentLinkedQueue<>();
    private final Thread supervisor =
            Thread.ofPlatform().daemon().name("supervisor").unstarted(this::supervise);
    private final Admin admin;
    private final AtomicInteger excused = new AtomicInteger();
    private volatile boolean brokerFaulty;
    private volatile boolean closed;

    /**
     * Equipment of the processes.
     *
     * @param jvm further options of every process's JVM
     * @param smallDisks whether the state of each process lies on a small disk of its own
     * @param clock library of movable clocks, if the processes have such
     */
    public record Equipment(List<String> jvm, boolean smallDisks, Optional<Path> clock) {
        /** Returns what the system has in ordinary life. */
        public static Equipment plain() {
            return new Equipment(List.of(), false, Optional.empty());
        }
    }

    /** What is known at one time: processes that are not ready, and records left by consumer group. */
    public record State(List<String> notReady, Map<String, Long> left) {
        /** Returns whether a process is ready and its consumer groups have read everything. */
        public boolean settled(Child child) {
            return !notReady.contains(child.name())
                    && !notReady.contains(BROKER)
                    && child.services().stream()
                            .allMatch(service -> left.entrySet().stream()
                                    .noneMatch(group -> isOf(group.getKey(), service) && group.getValue() > 0));
        }

        /** Returns whether all are ready and have read everything. */
        public boolean settled() {
            return notReady.isEmpty() && left.values().stream().allMatch(records -> records == 0);
        }

        private static boolean isOf(String group, String service) {
            return group.equals("gumshoe-" + service) || group.startsWith("gumshoe-" + service + "-");
        }
    }

    /**
     * Describes a system whose processes are not started yet.
     *
     * @param each whether each service has a process of its own
     */
    public Cluster(Path out, Settings given, boolean each, Equipment equipment)
            throws IOException, InterruptedException {
        this.out = out;
        this.equipment = equipment;
        int port = Child.freePort();
        settings = given.with("bootstrap.servers", "localhost:" + port);
        Files.createDirectories(out.resolve("logs"));
        add(BROKER, List.of(), settings.with("broker.port", Integer.toString(port)), false);
        Map<String, List<String>> groups = new LinkedHashMap<>(GROUPS);
        if (each) {
            groups.clear();
            Services.names().forEach(name -> groups.put(name, List.of(name)));
        }
        for (var group : groups.entrySet()) add(group.getKey(), group.getValue(), settings, equipment.smallDisks());
        admin = Clients.admin(settings);
    }

    private void add(String name, List<String> services, Settings its, boolean small)
            throws IOException, InterruptedException {
        Optional<SmallDisk> disk = small ? Optional.of(SmallDisk.mount(state(name))) : Optional.empty();
        disk.ifPresent(disks::add);
        children.put(name, child(name, services, its, disk));
    }

    private Path state(String name) {
        return out.resolve("state").resolve(name);
    }

    private Child child(String name, List<String> services, Settings its, Optional<SmallDisk> disk) throws IOException {
        Settings own = its.with("port", Integer.toString(Child.freePort()))
                .with("state.dir", state(name).resolve("state").toString());
        Path logs = out.resolve("logs");
        Optional<MovableClock> movable = equipment.clock().isEmpty()
                ? Optional.empty()
                : Optional.of(new MovableClock(equipment.clock().get(), logs.resolve(name + ".clock")));
        String classpath = System.getProperty("java.class.path");
        return new Child(name, services, equipment.jvm(), classpath, own, logs.resolve(name + ".log"), disk, movable);
    }

    /** Starts the broker, then the services, and returns when all are ready. */
    public void start() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
        Child broker = children.get(BROKER);
        broker.start();
        while (!broker.ready()) {
            if (broker.ended() >= 0)
                throw new IllegalStateException("The broker has ended; see " + out.resolve("logs"));
            Thread.sleep(POLL_MILLIS);
        }
        children.values().stream().skip(1).forEach(Child::start);
        supervisor.start();
        long end = System.currentTimeMillis() + START_MILLIS;
        for (State seen = look(); !seen.notReady().isEmpty(); seen = look()) {
            if (System.currentTimeMillis() > end) throw new IllegalStateException("The system does not start: " + seen);
            Thread.sleep(POLL_MILLIS);
        }
    }

    public Settings settings() {
        return settings;
    }

    public List<String> names() {
        return List.copyOf(children.keySet());
    }

    public Child child(String name) {
        return children.get(name);
    }

    /** Makes a second instance of a process, with a state directory of its own. */
    public Child second(String name) throws IOException {
        Child first = children.get(name);
        Child made = child(name + "-second", first.services(), settings.with("instance", "1"), Optional.empty());
        seconds.add(made);
        return made;
    }

    /** While the broker is away, a process that starts ends with the sentence that no broker answers. */
    public void brokerFaulty(boolean faulty) {
        brokerFaulty = faulty;
    }

    /** Returns how often a process ended because there was no broker or no space, or its clock was put back. */
    public int excused() {
        return excused.get();
    }

    public List<String> endedByThemselves() {
        return List.copyOf(endedByThemselves);
    }

    private void supervise() {
        while (!closed) {
            for (Child child : children.values()) {
                int code = child.ended();
                if (code < 0 || closed) continue;
                if (brokerFaulty || child.isExcused()) excused.incrementAndGet();
                else endedByThemselves.add(child.name() + " with exit code " + code + " (" + child.lastError() + ")");
                child.start();
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at all processes and consumer groups; a broker that does not answer is not ready. */
    public State look() {
        List<String> notReady = new ArrayList<>(children.values().stream()
                .filter(child -> !child.ready())
                .map(Child::name)
                .toList());
        Map<String, Long> left = new LinkedHashMap<>();
        try {
            ConsumerLag.of(admin, ConsumerLag.groups(admin))
                    .forEach((group, topics) -> left.put(
                            group,
                            topics.values().stream()
                                    .mapToLong(ConsumerLag::left)
                                    .sum()));
        } catch (BadSettingsException | KafkaException e) {
            if (!notReady.contains(BROKER)) notReady.add(BROKER);
        }
        return new State(notReady, left);
    }

    /** Kills what runs, also when the benchmark itself is told to end. */
    private void killAll() {
        closed = true;
        for (Child child : children.values()) child.killIfStarted();
        seconds.forEach(Child::killIfStarted);
        disks.forEach(SmallDisk::close);
    }

    @Override
    public void close() {
        killAll();
        admin.close();
    }
}
