// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import org.apache.kafka.streams.Topology;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsProperties;
import org.gumshoe.services.common.runtime.StreamsService;
import org.gumshoe.services.steering.asking.BookLine;

/** Factory of the steering service from the settings {@code steering.*}. */
public final class SteeringService {
    public static final String NAME = "steering";

    private SteeringService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        BookLine line = BookLine.over(settings);
        return new StreamsService(
                        NAME,
                        () -> topology(settings, line),
                        settings,
                        metrics,
                        StreamsProperties.behindModels(settings))
                .closing(line);
    }

    /** Permissions of the service; its settings may choose other topics. */
    public static ServiceAccess access(Settings settings) {
        return ServiceAccess.of(NAME, topology(settings, BookLine.over(settings)))
                .reads(Topics.STEERING_QUESTIONS, Topics.STEERING_ANSWERS)
                .writes(Topics.STEERING_QUESTIONS, Topics.STEERING_ANSWERS);
    }

    private static Topology topology(Settings settings, BookLine line) {
        return SteeringTopology.build(
                SteeringOptions.of(settings),
                line,
                solution ->
                        Thread.ofPlatform().daemon().name("steering-solution").start(solution));
    }
}
