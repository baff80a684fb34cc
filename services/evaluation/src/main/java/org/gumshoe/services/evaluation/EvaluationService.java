// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.Map;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;

/** A factory of the evaluation service from the setting {@code evaluation.genre}. */
public final class EvaluationService {
    public static final String NAME = "evaluation";

    private EvaluationService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new StreamsService(
                NAME, () -> EvaluationTopology.build(settings.get("evaluation.genre", null)), settings, metrics, Map.of());
    }
}
