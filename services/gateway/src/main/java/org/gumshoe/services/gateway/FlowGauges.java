// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.gumshoe.services.common.flow.FlowHistory;

/**
 * Gauges of the flow: position and lag of every stage in every topic that it reads, wherever its
 * process runs, and the ends of the topics.
 */
final class FlowGauges {
    private final MultiGauge done;
    private final MultiGauge left;
    private final MultiGauge lag;
    private final MultiGauge trend;
    private final MultiGauge ends;

    FlowGauges(MeterRegistry registry) {
        done = gauge(registry, "gumshoe.stage.done", "records of a topic that a stage has read");
        left = gauge(registry, "gumshoe.stage.left", "records of a topic that a stage has still to read");
        lag = gauge(registry, "gumshoe.stage.lag.seconds", "age of the oldest record that a stage has still to read");
        trend = gauge(
                registry, "gumshoe.stage.lag.trend", "change of the lag over the last minute, in seconds a minute");
        ends = gauge(registry, "gumshoe.topic.end", "offsets of a topic so far, of all partitions");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Shows the flow at one moment, in one thread at a time. */
    void set(FlowHistory.FlowSample sample) {
        show(done, sample, FlowHistory.StageFlow::done);
        show(left, sample, FlowHistory.StageFlow::left);
        show(lag, sample, FlowHistory.StageFlow::lagSeconds);
        show(trend, sample, FlowHistory.StageFlow::trend);
        ends.register(
                sample.topics().stream()
                        .<MultiGauge.Row<?>>map(
                                topic -> MultiGauge.Row.of(Tags.of("topic", topic.topic()), topic.end()))
                        .toList(),
                true);
    }

    /** A stage has no trend before it was seen for a while. */
    private static void show(
            MultiGauge gauge, FlowHistory.FlowSample sample, Function<FlowHistory.StageFlow, Number> figure) {
        List<MultiGauge.Row<?>> rows = sample.stages().stream()
                .filter(stage -> Objects.nonNull(figure.apply(stage)))
                .<MultiGauge.Row<?>>map(stage -> MultiGauge.Row.of(
                        Tags.of("stage", stage.stage().replaceFirst("^gumshoe-", ""), "topic", stage.topic()),
                        figure.apply(stage)))
                .toList();
        gauge.register(rows, true);
    }
}
