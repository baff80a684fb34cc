// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.util.Map;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;

/** A factory of the ingest service. */
public final class IngestService {
    public static final String NAME = "ingest";

    private IngestService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new StreamsService(
                NAME, () -> IngestTopology.build(IngestOptions.from(settings)), settings, metrics, Map.of());
    }
}
