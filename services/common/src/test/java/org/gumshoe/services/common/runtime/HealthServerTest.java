// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.RawHttp;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private static final Settings ANY_PORT = new Settings(Map.of("port", "0"));

    private record Switch(AtomicBoolean on) implements Service {
        @Override
        public String name() {
            return "switch";
        }

        @Override
        public void start() {}

        @Override
        public boolean ready() {
            return on.get();
        }

        @Override
        public String state() {
            return on.get() ? "running" : "created";
        }

        @Override
        public void close() {}
    }

    private static HttpResponse<String> get(HealthServer server, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void readinessFollowsTheServicesAndHealthDoesNot() throws Exception {
        var service = new Switch(new AtomicBoolean());
        try (var metrics = new ProcessMetrics();
                var server = new HealthServer(ANY_PORT, List.of(service), metrics)) {
            assertThat(get(server, "/ready").statusCode()).isEqualTo(503);
            assertThat(get(server, "/health").statusCode()).isEqualTo(200);

            service.on().set(true);

            var ready = get(server, "/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(new ObjectMapper()
                            .readTree(ready.body())
                            .at("/services/0/state")
                            .textValue())
                    .isEqualTo("running");
            assertThat(get(server, "/metrics").body()).contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void withATokenStatesAndMetricsNeedItAndReadinessDoesNot() throws Exception {
        var service = new Switch(new AtomicBoolean(true));
        try (var metrics = new ProcessMetrics();
                var server = new HealthServer(ANY_PORT.with("gateway.token", "sesame"), List.of(service), metrics)) {
            assertThat(RawHttp.get(server.port(), "/ready").body()).isEqualTo("{\"ready\":true}");
            assertThat(RawHttp.get(server.port(), "/health").body()).isEqualTo("{\"alive\":true}");
            assertThat(RawHttp.get(server.port(), "/metrics").status()).isEqualTo(401);
            assertThat(RawHttp.get(server.port(), "/topology").status()).isEqualTo(401);
            assertThat(RawHttp.get(server.port(), "/topology", "Authorization: Bearer sesame")
                            .body())
                    .as("no Streams topology")
                    .isEqualTo("{}");
            String token = "Authorization: Bearer sesame";
            assertThat(RawHttp.get(server.port(), "/ready", token).body()).contains("switch", "running");
            assertThat(RawHttp.get(server.port(), "/metrics", token).body()).contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void anotherSiteSeesNothing() throws Exception {
        try (var metrics = new ProcessMetrics();
                var server = new HealthServer(ANY_PORT, List.of(), metrics)) {
            for (String path : List.of("/ready", "/health", "/metrics")) {
                assertThat(RawHttp.get(server.port(), path, "Host: rebound.example")
                                .status())
                        .isEqualTo(403);
                assertThat(RawHttp.get(server.port(), path, "Origin: http://evil.example")
                                .status())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void aTakenPortIsSaidInASentence() {
        try (var metrics = new ProcessMetrics();
                var first = new HealthServer(ANY_PORT, List.of(), metrics)) {
            assertThatThrownBy(() -> new HealthServer(
                                    ANY_PORT.with("port", Integer.toString(first.port())), List.of(), metrics)
                            .close())
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("Port " + first.port(), "is taken", "--port");
        }
    }
}
