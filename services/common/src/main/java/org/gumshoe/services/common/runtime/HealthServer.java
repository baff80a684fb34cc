// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * HTTP server for supervisors and Prometheus: GET /health (the process is alive), /ready (status
 * 503 until every service is ready) and /metrics.
 */
public final class HealthServer implements AutoCloseable {
    private final Javalin server;

    /**
     * Starts to listen.
     *
     * @param host interface to listen on: "localhost", or "0.0.0.0" in a container
     * @param port 0 for any free port
     * @throws BadSettingsException when the port is taken
     */
    public HealthServer(String host, int port, List<? extends Service> services, ProcessMetrics metrics) {
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.routes.get("/health", ctx -> ctx.json(Map.of("alive", true, "services", states(services))));
            config.routes.get("/ready", ctx -> {
                boolean ready = services.stream().allMatch(Service::ready);
                ctx.status(ready ? 200 : 503).json(Map.of("ready", ready, "services", states(services)));
            });
            config.routes.get(
                    "/metrics",
                    ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(metrics.scrape()));
        });
        try {
            server.start(host, port);
        } catch (JavalinBindException e) {
            throw new BadSettingsException(
                    "Port " + port + " on " + host
                            + " is taken: end what listens there, or choose another with --port (0 for any).",
                    e);
        }
    }

    public HealthServer(int port, List<? extends Service> services, ProcessMetrics metrics) {
        this("localhost", port, services, metrics);
    }

    public int port() {
        return server.port();
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
