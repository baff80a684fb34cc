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
        boolean byPairs = settings.get("stitch.ridge", "auto").equals("auto");
        Double ridge = byPairs ? null : Double.valueOf(settings.getDouble("stitch.ridge", 0));
        return new StreamsService(NAME, StitchTopology.build(ridge), settings, metrics, Map.of());
    }
}
