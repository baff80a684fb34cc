// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;

/** A factory of the evaluation service from the setting {@code evaluation.genre}. */
public final class EvaluationService {
    public static final String NAME = "evaluation";

    private EvaluationService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new StreamsService(NAME, () -> topology(settings), settings, metrics, Map.of());
    }

    /** Permissions of the service; its settings may choose other topics. */
    public static ServiceAccess access(Settings settings) {
        return ServiceAccess.of(NAME, topology(settings));
    }

    private static Topology topology(Settings settings) {
        return EvaluationTopology.build(settings.get("evaluation.genre", null));
    }
}
