// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.common.runtime.RunningServices;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.traces.Traces;
import org.gumshoe.services.gateway.GatewayService;

/**
 * Standalone system: a broker and services in one JVM. The data directory keeps everything, so that
 * the next start resumes.
 */
public final class Standalone implements RunningServices {
    private final EmbeddedBroker broker;
    private final Settings settings;
    private final ProcessMetrics metrics;
    private final RunningServices running;
    private boolean closed;

    private Standalone(Path dataDir, Settings given, List<String> names, Traces traces) {
        metrics = new ProcessMetrics(traces);
        DataDirectory data = new DataDirectory(dataDir);
        data.claim();
        broker = new EmbeddedBroker(data.broker(), given.getInt("broker.port", 9092));
        settings = given.with("bootstrap.servers", broker.bootstrapServers())
                .with("state.dir", data.state().toString());
        List<Service> services = new ArrayList<>();
        try {
            for (String name : names) services.add(Services.create(name, settings, metrics));
            running = Runner.start(settings, services, metrics);
        } catch (RuntimeException e) {
            services.forEach(Service::close);
            metrics.close();
            broker.close();
            throw e;
        }
    }

    /**
     * Starts the broker and every service; they become ready later.
     *
     * @param settings broker.port is the port of the broker (9092; 0 for any free port), port that
     *     of health and metrics
     * @throws BadSettingsException when a port is taken, another process uses the directory or
     *     another release has written it; nothing stays open then
     */
    public static Standalone start(Path dataDir, Settings settings) {
        return start(dataDir, settings, Services.names());
    }

    /** Starts the broker and only the named services. */
    public static Standalone start(Path dataDir, Settings settings, List<String> names) {
        return start(dataDir, settings, names, Traces.of(settings));
    }

    /** Starts the broker and the named services, whose spans go with {@code traces}. */
    static Standalone start(Path dataDir, Settings settings, List<String> names, Traces traces) {
        try {
            return new Standalone(dataDir, settings, names, traces);
        } catch (RuntimeException e) {
            traces.close();
            throw e;
        }
    }

    /** Settings of the services, with the broker's address. */
    public Settings settings() {
        return settings;
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public ProcessMetrics metrics() {
        return metrics;
    }

    /** Address of the page; the gateway must be among the services. */
    public String page() {
        return "http://localhost:"
                + services().stream()
                        .filter(GatewayService.class::isInstance)
                        .map(GatewayService.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .port()
                + "/";
    }

    @Override
    public List<Service> services() {
        return running.services();
    }

    @Override
    public int port() {
        return running.port();
    }

    /**
     * Closes the services first, then the broker to which they commit. A concurrent caller waits;
     * nothing is closed twice.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        running.close();
        metrics.close();
        broker.close();
    }
}
