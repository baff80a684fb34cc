// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.gumshoe.services.activations.ActivationsService;
import org.gumshoe.services.assignments.AssignmentsService;
import org.gumshoe.services.common.access.ServiceAccess;
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
    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

    /** Former names of services that are still accepted. */
    private static final Map<String, String> ALIASES = Map.of("clusters", AssignmentsService.NAME);

    private record Entry(
            BiFunction<Settings, ProcessMetrics, Service> factory, Function<Settings, ServiceAccess> access) {}

    static {
        put(IngestService.NAME, IngestService::create, IngestService::access);
        put(TopicsService.NAME, TopicsService::create, TopicsService::access);
        put(AssignmentsService.NAME, AssignmentsService::create, AssignmentsService::access);
        for (String role : ActivationsService.roles()) {
            put(
                    ActivationsService.NAME + "-" + role,
                    (settings, metrics) -> ActivationsService.create(settings, metrics, role),
                    settings -> ActivationsService.access(role));
        }
        put(StitchService.NAME, StitchService::create, StitchService::access);
        put(SteeringService.NAME, SteeringService::create, SteeringService::access);
        put(StoriesService.NAME, StoriesService::create, settings -> StoriesService.access());
        put(EvaluationService.NAME, EvaluationService::create, EvaluationService::access);
        put(GatewayService.NAME, GatewayService::create, settings -> GatewayService.access());
    }

    private Services() {}

    private static void put(
            String name,
            BiFunction<Settings, ProcessMetrics, Service> factory,
            Function<Settings, ServiceAccess> access) {
        ENTRIES.put(name, new Entry(factory, access));
    }

    public static List<String> names() {
        return List.copyOf(ENTRIES.keySet());
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
        Entry entry = ENTRIES.get(canonical(name));
        if (entry == null) {
            throw new BadSettingsException(
                    "There is no service '" + name + "': choose one of " + String.join(", ", names()) + ".");
        }
        return entry.factory().apply(settings, metrics);
    }

    /** Returns what each service needs to be allowed on a broker with an authorizer. */
    public static List<ServiceAccess> access(Settings settings) {
        return ENTRIES.values().stream()
                .map(entry -> entry.access().apply(settings))
                .toList();
    }
}
