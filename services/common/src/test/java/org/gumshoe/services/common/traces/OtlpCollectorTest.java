// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OtlpCollectorTest {
    private record Request(String path, String type, String login, byte[] body) {}

    private static Settings settings(String... pairs) {
        Settings settings = new Settings(Map.of());
        for (int i = 0; i < pairs.length; i += 2) {
            settings = settings.with("otel.exporter.otlp." + pairs[i], pairs[i + 1]);
        }
        return settings;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSpanArrivesAtTheCollectorWithTheIdsOfItsTrace() throws Exception {
        BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(new Request(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        Settings settings = settings(
                "endpoint",
                "http://localhost:" + server.getAddress().getPort() + "/",
                "headers",
                "Authorization=Basic%20a+b=, other=1");

        try (Traces traces = Traces.of(settings)) {
            traces.service("ingest", "cut book").cut("study", 1000, 12);
        } finally {
            server.stop(0);
        }

        Request sent = requests.poll(10, TimeUnit.SECONDS);
        assertThat(sent.path).isEqualTo("/v1/traces");
        assertThat(sent.type).isEqualTo("application/x-protobuf");
        assertThat(sent.login).isEqualTo("Basic a+b=");
        String traceId = new TraceOrigin("study", 1000).context().getTraceId();
        assertThat(text(sent.body))
                .contains("gumshoe-ingest", "cut book", "study")
                .contains(text(HexFormat.of().parseHex(traceId)));
        assertThat(Traces.areWanted(settings)).isTrue();
    }

    /** It takes connections and answers none: twice as many spans as may wait delay nobody. */
    @Test
    @Timeout(60)
    void aCollectorThatDoesNotAnswerDelaysNeitherTheStreamNorItsEnd() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Traces traces = Traces.of(settings("endpoint", "http://localhost:" + silent.getLocalPort()));
            ServiceSpans spans = traces.service("ingest", "cut book");

            long waits = waits();
            for (int book = 0; book < 20_000; book++) spans.cut("book" + book, 1000, 12);
            assertThat(waits()).isEqualTo(waits);

            long began = System.nanoTime();
            traces.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !thread.isDaemon())
                    .extracting(Thread::getName)
                    .as("threads that would hold up the end of the process")
                    .noneMatch(name -> name.matches("(?i).*(otlp|span|http|traces).*"));
        }
    }

    /** Counted, since a busy machine may take its time for what does not wait. */
    private static long waits() {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().threadId())
                .getWaitedCount();
    }

    @Test
    void withoutAnAddressNothingIsMade() {
        assertThat(Traces.of(settings())).isSameAs(Traces.off());
        assertThat(Traces.of(settings("endpoint", " "))).isSameAs(Traces.off());
        assertThat(Traces.areWanted(settings("headers", "a=b"))).isFalse();
    }

    @Test
    void whatCannotWorkIsSaidAtTheStart() {
        for (String address : Set.of("localhost:4318", "grpc://host:4317", "http://", "http://a b")) {
            assertThatThrownBy(() -> Traces.of(settings("endpoint", address)))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("otel.exporter.otlp.endpoint", "http address");
        }
        assertThatThrownBy(() -> Traces.of(settings("endpoint", "http://host:4317", "protocol", "grpc")))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("otel.exporter.otlp.protocol", "'grpc'", "4318");
        for (String headers : Set.of("token", "a=token%")) {
            assertThatThrownBy(() -> Traces.of(settings("endpoint", "http://host:4318", "headers", headers)))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContaining("name=value")
                    .hasMessageNotContaining("token");
        }
    }
}
