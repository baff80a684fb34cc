// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.upgrade;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.gumshoe.bench.system.Child;
import org.gumshoe.bench.system.SystemClient;
import org.gumshoe.bench.system.Verdict;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Upgrade of the services that work by partitions while books come in: three processes with a
 * partition each, one after another ended or killed and started from the next release.
 */
public final class RollingUpgrade implements AutoCloseable {
    /** The last one is replaced as a pod would be: under another name, without its stores. */
    private static final List<String> BEFORE = List.of("first", "second", "third");

    private static final List<String> AFTER = List.of("first", "second", "fourth");
    private static final String KILLED = "second";
    private static final List<String> SERVICES = List.of("ingest", "assignments", "activations-weak");
    private static final Settings SETTINGS = new Settings(Map.of(
            "partitions", Integer.toString(BEFORE.size()),
            "passage.words", "30",
            "activation.batch", "4",
            "commit.interval.ms", "200"));
    private static final long PATIENCE_MILLIS = 600_000;

    /** Process and the release that it runs. */
    private record Instance(Child child, Release release) {}

    private final Path out;
    private final Settings settings;
    private final Child broker;
    private final Map<String, Instance> instances = new LinkedHashMap<>();
    private final Map<String, Topic<?>> groups = new LinkedHashMap<>();
    private final List<String> stages = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private boolean sideBySide = true;

    private RollingUpgrade(Path out) throws Exception {
        this.out = out;
        int port = Child.freePort();
        settings = SETTINGS.with("bootstrap.servers", "localhost:" + port);
        Files.createDirectories(out.resolve("logs"));
        broker = child("broker", List.of(), settings.with("broker.port", Integer.toString(port)), Release.present(""));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /**
     * Upgrades from one release to another.
     *
     * @param tiny directory of the small random models
     * @param out where logs and data go
     * @return what is promised, and whether it holds
     */
    public static List<Verdict> run(Release former, Release next, Path tiny, Path out) throws Exception {
        try (RollingUpgrade upgrade = new RollingUpgrade(out)) {
            return upgrade.run(former, next, tiny);
        }
    }

    private List<Verdict> run(Release former, Release next, Path tiny) throws Exception {
        broker.start();
        await("the broker is ready", broker::ready);
        for (String name : BEFORE) start(name, former);
        await("the former release is ready", this::ready);
        try (Admin admin = Clients.admin(settings);
                SystemClient client = new SystemClient(settings);
                CommittedRecords committed = new CommittedRecords(settings)) {
            RepeatedBooks books = new RepeatedBooks(client, settings.partitions());
            groups.putAll(books.begin(tiny));
            await("all are at work", () -> atWork(admin));
            books.beginHalves();
            books.sendWave();
            through(committed, books);
            note(admin, former);
            List<String> left = new ArrayList<>();
            for (int i = 0; i < BEFORE.size(); i++) {
                books.sendWave();
                left.add(replace(i, next, committed, books));
                await(AFTER.get(i) + " is ready", this::ready);
                await("all are at work", () -> atWork(admin));
                books.sendWave();
                through(committed, books);
                note(admin, former);
            }
            books.endHalves();
            through(committed, books);
            client.requireSent();

            List<Verdict> verdicts = new ArrayList<>();
            verdicts.add(new Verdict("both releases were at work side by side", sideBySide, String.join("; ", stages)));
            verdicts.add(new Verdict("no process ended by itself", ended.isEmpty(), ended.toString()));
            verdicts.addAll(new RollingComparison(committed, books, settings.partitions()).verdicts(left));
            return verdicts;
        }
    }

    private void start(String name, Release release) {
        Settings its = settings.with("instance", name);
        Child child = child(name, SERVICES, its, release);
        instances.put(name, new Instance(child, release));
        child.start();
    }

    private Child child(String name, List<String> services, Settings its, Release release) {
        Settings own = its.with("state.dir", out.resolve("state").resolve(name).toString());
        return Child.plain(
                name, services, own, release.classpath(), out.resolve("logs").resolve(name + ".log"));
    }

    /** Ends a process while books come through, and starts the next release in its place; returns what was left to do. */
    private String replace(int i, Release next, CommittedRecords committed, RepeatedBooks books) throws Exception {
        String name = BEFORE.get(i);
        int before = committed.of(Topics.ACTIVATIONS).size();
        await("the wave is being read", () -> {
            committed.poll();
            return committed.of(Topics.ACTIVATIONS).size() > before;
        });
        Instance former = instances.remove(name);
        if (name.equals(KILLED)) former.child.kill();
        else former.child.end();
        committed.poll();
        long open =
                books.sent().stream().filter(book -> !committed.isThrough(book)).count();
        start(AFTER.get(i), next);
        return name + " " + (name.equals(KILLED) ? "killed" : "ended") + " with " + open + " books under way";
    }

    private boolean ready() {
        return instances.values().stream().allMatch(instance -> instance.child.ready());
    }

    /** Returns whether each partition of each group is held, by all instances together. */
    private boolean atWork(Admin admin) throws Exception {
        for (var group : groups.entrySet()) {
            Map<Integer, String> holders = holders(admin, group.getKey());
            if (holders.size() < settings.partitions() || new HashSet<>(holders.values()).size() < instances.size())
                return false;
        }
        return true;
    }

    private Map<Integer, String> holders(Admin admin, String group) throws Exception {
        return GroupHolders.of(admin, group, groups.get(group).name(), instances.keySet());
    }

    /** Notes which release holds which partitions. */
    private void note(Admin admin, Release former) throws Exception {
        long upgraded = instances.values().stream()
                .filter(instance -> instance.release != former)
                .count();
        for (String group : groups.keySet()) {
            Map<String, List<Integer>> byRelease = holders(admin, group).entrySet().stream()
                    .collect(Collectors.groupingBy(
                            holder -> instances.get(holder.getValue()).release.name(),
                            Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
            stages.add(group + " " + byRelease);
            boolean one = upgraded == 0 || upgraded == BEFORE.size();
            sideBySide &= byRelease.size() == (one ? 1 : 2);
        }
    }

    private void through(CommittedRecords committed, RepeatedBooks books) throws Exception {
        await("all books are through", () -> {
            committed.poll();
            return books.sent().stream().allMatch(committed::isThrough);
        });
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!condition.call()) {
            for (Instance instance : instances.values()) {
                if (instance.child.ended() < 0) continue;
                ended.add(instance.child.name() + " with exit code " + instance.child.ended());
                throw new IllegalStateException("A process has ended before " + what + ": " + ended + "; see " + out);
            }
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException("It does not come to be that " + what + "; so far " + stages + "; see "
                        + out.resolve("logs") + ".");
            }
            Thread.sleep(100);
        }
    }

    @Override
    public void close() {
        instances.values().forEach(instance -> instance.child.killIfStarted());
        broker.killIfStarted();
    }
}
