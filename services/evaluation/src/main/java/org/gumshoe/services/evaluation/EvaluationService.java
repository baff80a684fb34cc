// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.Map;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.StreamsService;

/** Wires the evaluation service from setting {@code evaluation.genre}. */
public final class EvaluationService {
    public static final String NAME = "evaluation";

    private EvaluationService() {}

    public static Service create(Settings settings, Metrics metrics) {
        return new StreamsService(
                NAME, EvaluationTopology.build(settings.get("evaluation.genre", null)), settings, metrics, Map.of());
    }
}
