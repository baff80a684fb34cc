// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.bench.system.Cluster;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Campaign of faults against the whole system; see {@code bench/chaos/run}. The same input goes
 * through an uninterrupted run and through one with faults and garbage, and what both have made of
 * it is compared.
 */
public final class ChaosBench {
    /** Longer than the stitch map and then the vectors wait for quiet. */
    private static final long QUIET_MILLIS = 25_000;

    private static final long PATIENCE_MILLIS = 600_000;

    /** Refinements of random models diverge, and a good one that stays would depend on the clock. */
    private static final Settings SETTINGS = new Settings(Map.ofEntries(
            Map.entry("gateway.port", "0"),
            Map.entry("passage.words", "30"),
            Map.entry("topics.number", "3"),
            Map.entry("topics.minibatch", "16"),
            Map.entry("topics.min.books", "2"),
            Map.entry("commit.interval.ms", "200"),
            Map.entry("steering.limit.reliability", "-2"),
            Map.entry("steering.limit.deviations", "-100"),
            Map.entry("steering.limit.agreement", "-2"),
            // the learner's log is kept, so that it can be learned from once more
            Map.entry("kafka.repartition.purge.interval.ms", "100000000")));

    private ChaosBench() {}

    public static void main(String[] arguments) throws Exception {
        Path out = Path.of(arguments[1]);
        ChaosOptions options =
                ChaosOptions.of(Path.of(arguments[0]), out, Arrays.copyOfRange(arguments, 2, arguments.length));
        ChaosReport report = run(options);
        Files.writeString(out.resolve("report.md"), report.text());
        System.out.print(report.text());
        System.exit(report.holds() ? 0 : 1);
    }

    /** Runs both at once and compares them. */
    public static ChaosReport run(ChaosOptions options) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return faulty(options, threads.submit(() -> uninterrupted(options)));
        }
    }

    private static Snapshot uninterrupted(ChaosOptions options) throws Exception {
        try (Cluster cluster = started(options, "uninterrupted");
                Feeder feeder = new Feeder(cluster.settings())) {
            feeder.begin(options.tiny());
            feeder.feed(options.books(), options.seed(), 0);
            settle(cluster);
            Snapshot made = Snapshot.of(cluster.settings(), feeder.garbage());
            System.err.println("The uninterrupted run is done, with " + made.records(Topics.PASSAGES) + " passages.");
            return made;
        }
    }

    private static ChaosReport faulty(ChaosOptions options, Future<Snapshot> reference) throws Exception {
        long begin = System.currentTimeMillis();
        try (Cluster cluster = started(options, "faulty");
                Feeder feeder = new Feeder(cluster.settings())) {
            feeder.begin(options.tiny());
            Watch watch = new Watch(cluster);
            List<Exception> failures = new ArrayList<>();
            Thread books = Thread.ofPlatform().start(() -> {
                try {
                    feeder.feed(options.books(), options.seed(), options.millis() * 9 / 10);
                } catch (Exception e) {
                    failures.add(e);
                }
            });
            Thread garbage = Thread.ofPlatform().start(() -> sendGarbage(options, feeder));
            List<Fault> plan = Fault.plan(options.faults(), options.seed(), options.kinds(), cluster.names());
            List<Injector.Recovery> recoveries =
                    new Injector(cluster, watch::next).run(plan, options.millis(), options.together());
            books.join();
            garbage.join();
            if (!failures.isEmpty()) throw failures.getFirst();
            boolean settled = settle(cluster);
            watch.close();
            Snapshot snapshot = Snapshot.of(cluster.settings(), feeder.garbage());
            return new ChaosReport(
                    options,
                    recoveries,
                    cluster.endedByThemselves(),
                    cluster.excused(),
                    settled,
                    CampaignComparison.of(reference.get(), snapshot),
                    System.currentTimeMillis() - begin);
        }
    }

    private static Cluster started(ChaosOptions options, String name) throws Exception {
        // many processes are started, and none lives for long
        var equipment = new Cluster.Equipment(
                List.of("-XX:TieredStopAtLevel=1"), options.has(Fault.Kind.DISK), options.clock());
        var cluster = new Cluster(options.out().resolve(name), SETTINGS, options.each(), equipment);
        cluster.start();
        return cluster;
    }

    private static void sendGarbage(ChaosOptions options, Feeder feeder) {
        var plan = Garbage.plan(options.garbage(), options.seed());
        try {
            for (var record : plan) {
                feeder.send(record);
                Thread.sleep(options.millis() * 9 / 10 / plan.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all is ready and read and nothing new is written; returns whether that came. */
    private static boolean settle(Cluster cluster) throws Exception {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        Map<TopicPartition, Long> before = Map.of();
        long since = System.currentTimeMillis();
        Cluster.State seen = cluster.look();
        while (System.currentTimeMillis() < end) {
            seen = cluster.look();
            Map<TopicPartition, Long> now = ends(cluster.settings());
            if (!seen.settled() || !now.equals(before)) since = System.currentTimeMillis();
            if (System.currentTimeMillis() - since > QUIET_MILLIS) return true;
            before = now;
            Thread.sleep(1000);
        }
        System.err.println("The system does not come to rest: " + seen);
        return false;
    }

    private static Map<TopicPartition, Long> ends(Settings settings) throws Exception {
        try (Admin admin = Clients.admin(settings)) {
            var topics = admin.describeTopics(
                            Topics.all().stream().map(topic -> topic.name()).toList())
                    .allTopicNames()
                    .get();
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            topics.forEach((name, topic) -> topic.partitions()
                    .forEach(partition ->
                            latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest).all().get().forEach((partition, info) -> ends.put(partition, info.offset()));
            return ends;
        }
    }
}
