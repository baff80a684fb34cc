// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.clusters;

import java.util.Map;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.StreamsService;

/** Wires the clusters service. */
public final class ClustersService {
    public static final String NAME = "clusters";

    private ClustersService() {}

    public static Service create(Settings settings, Metrics metrics) {
        return new StreamsService(NAME, ClustersTopology.build(), settings, metrics, Map.of());
    }
}
