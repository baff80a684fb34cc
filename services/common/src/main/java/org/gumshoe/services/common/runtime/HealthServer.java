// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import io.javalin.Javalin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.common.http.HttpServers;

/**
 * HTTP server for supervisors and Prometheus: GET /health (the process is alive), /ready (status
 * 503 until every service is ready), /metrics, and /topology (each service's topology by its
 * application id). When a token is set, all but the bare answers of the first two need it.
 */
public final class HealthServer implements AutoCloseable {
    private static final int CONNECTIONS = 256;

    private final Javalin server;

    /**
     * Starts to listen on {@code host} and {@code port}.
     *
     * @throws BadSettingsException when the port is taken
     */
    public HealthServer(Settings settings, List<? extends Service> services, ProcessMetrics metrics) {
        HttpGuard guard = HttpGuard.of(settings);
        server = HttpServers.start(settings, settings.port(), "--port", CONNECTIONS, guard, config -> {
            config.routes.get("/health", ctx -> ctx.json(answer("alive", true, guard.knowsToken(ctx), services)));
            config.routes.get("/ready", ctx -> {
                boolean ready = services.stream().allMatch(Service::ready);
                ctx.status(ready ? 200 : 503).json(answer("ready", ready, guard.knowsToken(ctx), services));
            });
            config.routes.get("/topology", ctx -> {
                guard.requireToken(ctx);
                ctx.json(topologies(services));
            });
            config.routes.get("/metrics", ctx -> {
                guard.requireToken(ctx);
                ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
            });
        });
    }

    public int port() {
        return server.port();
    }

    private static Map<String, Object> answer(
            String word, boolean is, boolean detailed, List<? extends Service> services) {
        return detailed ? Map.of(word, is, "services", states(services)) : Map.of(word, is);
    }

    /** By service; a plain client has no topology. */
    private static Map<String, TopologyDocument> topologies(List<? extends Service> services) {
        Map<String, TopologyDocument> topologies = new LinkedHashMap<>();
        services.forEach(service ->
                service.topology().ifPresent(topology -> topologies.put("gumshoe-" + service.name(), topology)));
        return topologies;
    }

    private static List<Map<String, Object>> states(List<? extends Service> services) {
        return services.stream()
                .map(service -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("name", service.name());
                    row.put("ready", service.ready());
                    row.put("state", service.state());
                    return row;
                })
                .toList();
    }

    @Override
    public void close() {
        server.stop();
    }
}
