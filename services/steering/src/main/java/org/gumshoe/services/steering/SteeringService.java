// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;

/** Factory of the steering service from the settings {@code steering.*}. */
public final class SteeringService {
    public static final String NAME = "steering";

    private SteeringService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new StreamsService(NAME, () -> topology(settings), settings, metrics, Map.of());
    }

    /** Permissions of the service; its settings may choose other topics. */
    public static ServiceAccess access(Settings settings) {
        return ServiceAccess.of(NAME, topology(settings));
    }

    private static Topology topology(Settings settings) {
        return SteeringTopology.build(SteeringOptions.of(settings), settings.partitions());
    }
}
