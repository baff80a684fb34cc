// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Factory of HTTP servers that have the guard and Jetty's limits. A virtual thread serves each
 * request, so a client that is slow holds no thread of others. Every error is a {@link
 * ProblemDocument}.
 */
public final class HttpServers {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServers.class);
    static final int HEADER_BYTES = 8 * 1024;
    private static final int IDLE_MILLIS = 30_000;
    private static final int SEND_BYTES = 64 * 1024;
    private static final int THREADS = 16;
    static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Cache-Control", "no-store",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer");

    private HttpServers() {}

    /**
     * Starts a server on the interface {@code host}.
     *
     * @param port 0 for any free port
     * @param option of the command line that chooses another port
     * @param connections that may be open at a time; others wait until one is closed
     * @param calls adds what the server answers, in the configuration of Javalin
     * @throws BadSettingsException when the port is taken
     */
    public static Javalin start(
            Settings settings,
            int port,
            String option,
            int connections,
            HttpGuard guard,
            Consumer<JavalinConfig> calls) {
        String host = settings.get("host", "localhost");
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.prefer405over404 = true;
            limit(config, host, port, connections);
            config.routes.before(request -> {
                HEADERS.forEach(request::header);
                guard.refuseOtherSites(request);
            });
            config.routes.exception(HttpResponseException.class, HttpServers::refuse);
            config.routes.exception(Exception.class, (e, request) -> {
                LOG.error("a request to {} failed", request.endpoint().path, e);
                refuse(Refusal.of(500, "The server failed at this request; its log says why."), request);
            });
            config.router.javaLangErrorHandler((response, e) -> {
                LOG.error("a request failed", e);
                // it has the status of a success by now
                response.setStatus(500);
            });
            calls.accept(config);
        });
        try {
            server.start();
        } catch (JavalinBindException e) {
            throw new BadSettingsException(
                    "Port " + port + " on " + host + " is taken: end what listens there, or choose another with "
                            + option + " (0 for any).",
                    e);
        }
        warnOfStrangers(host, server.port(), guard);
        return server;
    }

    private static void limit(JavalinConfig config, String host, int port, int connections) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-request-", 0).factory()));
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> server.setErrorHandler(new ErrorSentences()));
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ErrorSentences()));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_BYTES);
            // cheap to make, since they are not pooled
            http.setUseInputDirectByteBuffers(false);
            http.setUseOutputDirectByteBuffers(false);
        });
        config.jetty.addConnector((server, http) -> {
            // not pooled: Jetty 12.1 may release a buffer twice (its issue 12939), and an answer then began with
            // bytes of another client's request
            ServerConnector connector = new ServerConnector(
                    server, null, null, new ByteBufferPool.NonPooling(), 1, 1, new HttpConnectionFactory(http));
            connector.setHost(host);
            connector.setPort(port);
            connector.setIdleTimeout(IDLE_MILLIS);
            // the system's own would grow to megabytes for each client that does not read
            connector.setAcceptedSendBufferSize(SEND_BYTES);
            server.addBean(new NetworkConnectionLimit(connections, connector));
            return connector;
        });
    }

    private static void refuse(HttpResponseException e, Context request) {
        if (e instanceof Refusal) {
            e.getDetails().forEach(request::header);
        }
        String sentence =
                switch (e) {
                    case Refusal refusal -> refusal.getMessage();
                    case HttpResponseException other when other.getStatus() == 404 -> "There is no such call.";
                    case HttpResponseException other when other.getStatus() == 405 -> "This call has another method.";
                    default -> "The request cannot be served.";
                };
        request.status(e.getStatus())
                .json(ProblemDocument.of(e.getStatus(), sentence))
                .contentType(ProblemDocument.TYPE);
    }

    private static void warnOfStrangers(String host, int port, HttpGuard guard) {
        if (!guard.hasToken()
                && !Authority.parse(host).filter(Authority::isLoopback).isPresent()
                && !Set.of("::1").contains(host)) {
            LOG.warn(
                    "port {} listens on {}, so whoever reaches this machine may use it: set GUMSHOE_GATEWAY_TOKEN, or "
                            + "GUMSHOE_HOST=localhost",
                    port,
                    host);
        }
    }
}
