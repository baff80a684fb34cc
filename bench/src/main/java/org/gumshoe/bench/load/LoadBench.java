// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.gumshoe.bench.system.Cluster;
import org.gumshoe.bench.system.ProcessSample;
import org.gumshoe.bench.system.SystemClient;
import org.gumshoe.services.common.config.Settings;

/**
 * Benchmark of the whole system under a steady load, with tiny models; see {@code bench/load/run}.
 */
public final class LoadBench {
    /** What the demo sets on its sample, and so little room for the page's history that it is full within a quarter of an hour. */
    private static final Settings SETTINGS = new Settings(Map.of(
            "gateway.port", "0",
            "gateway.history.mb", "2",
            "topics.minibatch", "64",
            "commit.interval.ms", "500",
            "passages.per.book", Integer.toString(DemoPace.PASSAGES_READ_OF_A_BOOK)));

    private static final double SEED_WORDS = 200;

    /** So long nothing is left before all counts as read. */
    private static final double QUIET_MINUTES = 20 / 60.0;

    private static final double PATIENCE_MINUTES = 10;

    private LoadBench() {}

    public static void main(String[] arguments) throws Exception {
        Path out = Path.of(arguments[1]);
        LoadResult result =
                run(LoadOptions.of(Path.of(arguments[0]), out, Arrays.copyOfRange(arguments, 2, arguments.length)));
        String report = new LoadReport(result).text();
        Files.writeString(out.resolve("report.md"), report);
        Files.write(out.resolve("lag.tsv"), result.lags().rows());
        Files.write(out.resolve("processes.tsv"), ProcessSample.rows(result.samples()));
        System.out.print(report);
        System.exit(result.holds() ? 0 : 1);
    }

    private static LoadResult run(LoadOptions options) throws Exception {
        try (Cluster cluster = new Cluster(options.out(), SETTINGS, options.each(), Cluster.Equipment.plain())) {
            cluster.start();
            try (SystemClient client = new SystemClient(cluster.settings());
                    TopicCounts counts = new TopicCounts(cluster.settings())) {
                client.publishConcept(SEED_WORDS);
                client.announceModels(options.tiny());
                client.flush();
                long begin = System.currentTimeMillis() + 2000;
                try (Monitor monitor = new Monitor(cluster, begin)) {
                    LoadFeeder.Sent sent = new LoadFeeder(client, options).feed(begin);
                    double lastBook = (System.currentTimeMillis() - begin) / 60_000.0;
                    awaitNothingLeft(monitor, lastBook);
                    return new LoadResult(
                            options,
                            sent,
                            lastBook,
                            monitor.samples(),
                            monitor.lags(),
                            counts.counts(),
                            counts.reading(),
                            cluster.endedByThemselves());
                }
            }
        }
    }

    private static void awaitNothingLeft(Monitor monitor, double lastBook) throws InterruptedException {
        while (true) {
            LagLog lags = monitor.lags();
            double now = lags.looks().getLast().minutes();
            double zero = Math.max(lastBook, lags.zeroSince().orElse(now));
            if (now - zero >= QUIET_MINUTES || now - lastBook > PATIENCE_MINUTES) return;
            Thread.sleep(1000);
        }
    }
}
