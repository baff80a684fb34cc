// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import org.apache.kafka.streams.Topology;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsProperties;
import org.gumshoe.services.common.runtime.StreamsService;

/**
 * Factory of the stitch service from the settings {@code stitch.ridge} and {@code stitch.sum.from}.
 */
public final class StitchService {
    public static final String NAME = "stitch";

    private static final String AUTO = "auto";

    private StitchService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new StreamsService(
                NAME, () -> topology(settings), settings, metrics, StreamsProperties.behindModels(settings));
    }

    /** Permissions of the service. */
    public static ServiceAccess access(Settings settings) {
        return ServiceAccess.of(NAME, topology(settings));
    }

    private static Topology topology(Settings settings) {
        boolean byPairs = settings.get("stitch.ridge", AUTO).equals(AUTO);
        Double ridge = byPairs ? null : Double.valueOf(settings.getDouble("stitch.ridge", 0));
        boolean bySize = settings.get("stitch.sum.from", AUTO).equals(AUTO);
        Integer sumFrom = bySize ? null : Integer.valueOf(settings.getInt("stitch.sum.from", 0));
        return StitchTopology.build(ridge, sumFrom);
    }
}
