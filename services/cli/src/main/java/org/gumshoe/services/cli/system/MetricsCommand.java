// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command {@code gumshoe metrics}: the state of a running system for people; Prometheus scrapes
 * /metrics of each process.
 */
@Command(
        name = "metrics",
        description = "Shows the speed and lag of each stage and the newest refinement metrics of every concept.",
        mixinStandardHelpOptions = true)
public final class MetricsCommand implements Callable<Integer> {
    @Option(names = "--follow", description = "repeat until Ctrl-C")
    boolean follow;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "seconds between two reports (default: ${DEFAULT-VALUE})")
    int intervalSeconds;

    @Mixin
    SystemOptions system;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = system.ready();
        try (Admin admin = Clients.admin(settings);
                TopicTable<RefinementMetric> metrics = new TopicTable<>(settings, Topics.REFINEMENT_METRICS)) {
            metrics.requireCaughtUp();
            Map<String, Map<String, ConsumerLag>> before = lags(admin);
            do {
                Thread.sleep(Duration.ofSeconds(Math.max(1, intervalSeconds)));
                Map<String, Map<String, ConsumerLag>> now = lags(admin);
                printLags(before, now, Math.max(1, intervalSeconds));
                printMetrics(metrics.view());
                before = now;
            } while (follow);
        }
        return 0;
    }

    private static Map<String, Map<String, ConsumerLag>> lags(Admin admin) {
        return ConsumerLag.of(admin, ConsumerLag.groups(admin));
    }

    private void printLags(
            Map<String, Map<String, ConsumerLag>> before, Map<String, Map<String, ConsumerLag>> now, int seconds) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%n%-48s %-44s %10s %10s%n", "stage", "topic", "records/s", "left");
        now.forEach((group, topics) -> new TreeMap<>(topics).forEach((topic, lag) -> {
            ConsumerLag previous = before.getOrDefault(group, Map.of()).getOrDefault(topic, lag);
            out.printf(
                    Locale.ROOT,
                    "%-48s %-44s %10.1f %10d%n",
                    VisibleText.line(stageName(group)),
                    VisibleText.line(topic),
                    (lag.done() - previous.done()) / (double) seconds,
                    lag.left());
        }));
        out.flush();
    }

    /**
     * Returns the name of a group without its prefix; the groups of activations contain a whole
     * hash, which is shortened.
     */
    private static String stageName(String group) {
        return group.replaceFirst("^gumshoe-", "").replaceFirst("([0-9a-f]{12})[0-9a-f]{52}", "$1");
    }

    private void printMetrics(Map<String, RefinementMetric> metrics) {
        PrintWriter out = spec.commandLine().getOut();
        List<RefinementMetric> sorted = List.copyOf(new TreeMap<>(metrics).values());
        String concept = null;
        for (RefinementMetric metric : sorted) {
            if (!metric.getConcept().equals(concept)) {
                concept = metric.getConcept();
                out.println(concept.equals("*") ? "of the stitch map" : "of " + VisibleText.line(concept));
            }
            out.printf(
                    Locale.ROOT,
                    "  %-40s %12.4f%s  version %d, %s%n",
                    VisibleText.line(metric.getMetric()),
                    metric.getValue(),
                    metric.getLow() == null
                            ? ""
                            : String.format(Locale.ROOT, " (%.3f to %.3f)", metric.getLow(), metric.getHigh()),
                    metric.getVersion(),
                    VisibleText.line(metric.getCause()));
        }
        out.flush();
    }
}
