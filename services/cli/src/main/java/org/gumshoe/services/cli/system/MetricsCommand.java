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
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.flow.FlowHistory;
import org.gumshoe.services.common.flow.Stages;
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
        description = "Shows the speed of each stage, its lag in records and seconds and how that lag changes, and the "
                + "newest refinement metrics of every concept.",
        mixinStandardHelpOptions = true)
public final class MetricsCommand implements Callable<Integer> {
    private static final String LINE = "%-28s %-44s %10s %10s %10s %10s%n";

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
        FlowHistory flow = new FlowHistory();
        try (Admin admin = Clients.admin(settings);
                TopicTable<ModelAnnouncement> models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS);
                TopicTable<RefinementMetric> metrics = new TopicTable<>(settings, Topics.REFINEMENT_METRICS)) {
            models.requireCaughtUp();
            metrics.requireCaughtUp();
            sample(flow, admin, models);
            do {
                Thread.sleep(Duration.ofSeconds(Math.max(1, intervalSeconds)));
                print(sample(flow, admin, models));
                printMetrics(metrics.view());
            } while (follow);
        }
        return 0;
    }

    private static FlowHistory.FlowSample sample(FlowHistory flow, Admin admin, TopicTable<ModelAnnouncement> models) {
        Map<String, Map<String, ConsumerLag>> lags = ConsumerLag.of(admin, ConsumerLag.groups(admin));
        return flow.add(System.currentTimeMillis(), Map.of(), Stages.inForce(lags, models.view()));
    }

    private void print(FlowHistory.FlowSample sample) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(LINE, "stage", "topic", "records/s", "left", "behind", "per minute");
        sample.stages().forEach(stage -> out.print(line(stage)));
        out.flush();
    }

    /** What was there before the command began is at least as old as the command. */
    static String line(FlowHistory.StageFlow stage) {
        return String.format(
                Locale.ROOT,
                LINE,
                VisibleText.line(stage.stage().replaceFirst("^gumshoe-", "")),
                VisibleText.line(stage.topic()),
                String.format(Locale.ROOT, "%.1f", stage.rate()),
                stage.left(),
                String.format(Locale.ROOT, stage.lagIsLeast() ? "> %.0f s" : "%.0f s", stage.lagSeconds()),
                stage.trend() == null ? "" : String.format(Locale.ROOT, "%+.0f s", stage.trend()));
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
