// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.javalin.Javalin;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.common.http.HttpServers;

/**
 * Server of the gateway's calls on {@code gateway.port}. Of Kafka it knows a producer and views of
 * two tables, so it runs without a broker too.
 */
public final class GatewayServer implements AutoCloseable {
    private static final int PORT = 8090;
    private static final int STREAMS = 1000;
    private static final int WAITING = 64;
    /** Connections beside those of the streams. */
    private static final int CONNECTIONS = 256;

    final StoryStream stories;
    private final Javalin server;

    /**
     * Starts the server.
     *
     * @param vectors live view of the newest vectors by key
     * @param metrics live view of the newest metrics by key
     */
    public GatewayServer(
            Settings settings,
            HttpGuard guard,
            Producer<String, byte[]> producer,
            Map<String, SteeringVector> vectors,
            Map<String, RefinementMetric> metrics) {
        int streams = settings.getInt("gateway.streams", STREAMS);
        stories = new StoryStream(streams);
        GatewayCalls calls = new GatewayCalls(
                guard,
                new RecordSender(producer),
                vectors,
                metrics,
                stories,
                settings.getInt("gateway.requests", WAITING));
        server = HttpServers.start(
                settings,
                settings.getInt("gateway.port", PORT),
                "--gateway-port",
                streams + CONNECTIONS,
                guard,
                calls::addTo);
    }

    /** Port on which the server listens. */
    public int port() {
        return server.port();
    }

    /** Sends a token to all clients that stream stories, without waiting for any. */
    public void send(StoryToken token) {
        stories.send(token);
    }

    @Override
    public void close() {
        stories.close();
        server.stop();
    }
}
