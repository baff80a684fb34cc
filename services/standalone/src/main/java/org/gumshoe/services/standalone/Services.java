// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.gumshoe.services.activations.ActivationsService;
import org.gumshoe.services.assignments.AssignmentsService;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.evaluation.EvaluationService;
import org.gumshoe.services.gateway.GatewayService;
import org.gumshoe.services.ingest.IngestService;
import org.gumshoe.services.steering.SteeringService;
import org.gumshoe.services.stitch.StitchService;
import org.gumshoe.services.stories.StoriesService;
import org.gumshoe.services.topics.TopicsService;

/** Registry of all services, in the order of the stream. */
public final class Services {
    private static final Map<String, BiFunction<Settings, ProcessMetrics, Service>> FACTORIES = new LinkedHashMap<>();

    /** Former names of services that are still accepted. */
    private static final Map<String, String> ALIASES = Map.of("clusters", AssignmentsService.NAME);

    static {
        FACTORIES.put(IngestService.NAME, IngestService::create);
        FACTORIES.put(TopicsService.NAME, TopicsService::create);
        FACTORIES.put(AssignmentsService.NAME, AssignmentsService::create);
        for (String role : ActivationsService.roles()) {
            FACTORIES.put(
                    ActivationsService.NAME + "-" + role,
                    (settings, metrics) -> ActivationsService.create(settings, metrics, role));
        }
        FACTORIES.put(StitchService.NAME, StitchService::create);
        FACTORIES.put(SteeringService.NAME, SteeringService::create);
        FACTORIES.put(StoriesService.NAME, StoriesService::create);
        FACTORIES.put(EvaluationService.NAME, EvaluationService::create);
        FACTORIES.put(GatewayService.NAME, GatewayService::create);
    }

    private Services() {}

    public static List<String> names() {
        return List.copyOf(FACTORIES.keySet());
    }

    /** Returns the present name of a service. */
    public static String canonical(String name) {
        return ALIASES.getOrDefault(name, name);
    }

    /**
     * Creates a service by name.
     *
     * @throws BadSettingsException when there is no such service
     */
    public static Service create(String name, Settings settings, ProcessMetrics metrics) {
        var factory = FACTORIES.get(canonical(name));
        if (factory == null) {
            throw new BadSettingsException(
                    "There is no service '" + name + "': choose one of " + String.join(", ", names()) + ".");
        }
        return factory.apply(settings, metrics);
    }
}
