// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.util.Map;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.StreamsService;

/** The ingest service. */
public final class IngestService {
    public static final String NAME = "ingest";

    private IngestService() {}

    public static Service create(Settings settings, Metrics metrics) {
        return new StreamsService(
                NAME, IngestTopology.build(IngestOptions.from(settings)), settings, metrics, Map.of());
    }
}
