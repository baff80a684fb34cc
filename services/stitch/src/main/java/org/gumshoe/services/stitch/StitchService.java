// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.util.Map;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.StreamsService;

/** Wires the stitch service from setting {@code stitch.ridge}. */
public final class StitchService {
    public static final String NAME = "stitch";

    private StitchService() {}

    public static Service create(Settings settings, Metrics metrics) {
        return new StreamsService(
                NAME, StitchTopology.build(settings.getDouble("stitch.ridge", 0.3)), settings, metrics, Map.of());
    }
}
