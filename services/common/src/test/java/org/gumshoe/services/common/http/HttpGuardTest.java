// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGuardTest {
    private Javalin server;

    private void start(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        Settings of = new Settings(values);
        HttpGuard guard = HttpGuard.of(of);
        server = HttpServers.start(of, 0, "--port", 20, guard, config -> {
            config.routes.get("/open", request -> request.result("open"));
            config.routes.get("/broken", request -> {
                throw new IllegalStateException("/secret/path");
            });
            config.routes.get("/endless", request -> {
                throw new StackOverflowError();
            });
            config.routes.get("/closed", request -> {
                guard.requireToken(request);
                request.result("closed");
            });
            config.routes.post("/text", request -> {
                guard.requireOwnSender(request);
                request.result(RequestBody.text(request, 10));
            });
        });
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private int status(String... headers) throws Exception {
        return RawHttp.send(server.port(), "GET /open", List.of(headers), new byte[0])
                .status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8090", "localhost.", "127.0.0.1:1", "127.9.8.7", "[::1]:8090"})
    void aLoopbackNameIsAnswered(String host) throws Exception {
        start();
        assertThat(status("Host: " + host)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.256",
                "128.0.0.1",
                "0.0.0.0",
                "[::2]",
                "evil.example:80",
                "localhost:80:80",
                "localhost@evil.example",
                "localhost/",
                ""
            })
    void anotherNameIsRefused(String host) throws Exception {
        start();
        assertThat(status("Host: " + host)).isIn(400, 403);
    }

    @Test
    void aRequestWithoutOrWithTwoHostsIsRefused() throws Exception {
        start();
        assertThat(status()).isEqualTo(403);
        assertThat(status("Host: localhost", "Host: evil.example")).isIn(400, 403);
    }

    @Test
    void configuredNamesAreAnsweredAndWildcardsAreNone() throws Exception {
        start("gateway.hosts", "gumshoe.example, Ingest", "host", "127.0.0.2");
        try (var socket = new Socket("127.0.0.2", server.port())) {
            socket.getOutputStream()
                    .write("GET /open HTTP/1.0\r\nHost: gumshoe.example:443\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(" 200 ");
        }
        assertThatThrownBy(() -> HttpGuard.of(new Settings(Map.of("gateway.hosts", "a b"))))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("gateway.hosts", "'a b'", "without ports");
    }

    @Test
    void onlyAPageOfThisServerIsAnswered() throws Exception {
        start();
        assertThat(status("Host: localhost:8090", "Origin: http://localhost:8090"))
                .isEqualTo(200);
        assertThat(status("Host: localhost", "Origin: https://localhost")).isEqualTo(200);
        for (String origin : List.of(
                "null",
                "http://evil.example",
                "http://localhost",
                "http://localhost:3000",
                "http://localhost:8090.evil.example",
                "https://localhost:8091",
                "ftp://localhost:8090",
                "file://",
                "localhost:8090",
                "")) {
            assertThat(status("Host: localhost:8090", "Origin: " + origin))
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(status("Host: localhost", "Origin: http://localhost", "Origin: http://evil.example"))
                .isEqualTo(403);
        assertThat(status("Host: localhost", "Sec-Fetch-Site: same-origin")).isEqualTo(200);
        assertThat(status("Host: localhost", "Sec-Fetch-Site: none")).isEqualTo(200);
        for (String site : List.of("cross-site", "same-site", "anything")) {
            assertThat(status("Host: localhost", "Sec-Fetch-Site: " + site))
                    .as(site)
                    .isEqualTo(403);
        }
    }

    @Test
    void textNeedsAHeaderThatNoFormCanSend() throws Exception {
        start();
        assertThat(RawHttp.post(server.port(), "/text", "a", "Content-Type: text/plain")
                        .text())
                .contains(" 403 ", "X-Requested-With");
        assertThat(RawHttp.post(server.port(), "/text", "a", "X-Requested-With: curl")
                        .body())
                .isEqualTo("a");
        assertThat(RawHttp.post(server.port(), "/text", "a", "Origin: http://localhost")
                        .body())
                .isEqualTo("a");
        assertThat(RawHttp.post(server.port(), "/text", "a", "Authorization: Bearer x")
                        .status())
                .as("no token is set")
                .isEqualTo(403);
    }

    @Test
    void theTokenIsAskedForAndNeverShown() throws Exception {
        start("gateway.token", "open-sesame");
        var without = RawHttp.get(server.port(), "/closed");
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.text()).contains("WWW-Authenticate: Bearer").doesNotContain("sesame");
        for (String wrong : List.of("Bearer open-sesam", "Bearer", "Bearer open-sesame2", "Basic open-sesame", "")) {
            assertThat(RawHttp.get(server.port(), "/closed", "Authorization: " + wrong)
                            .status())
                    .as(wrong)
                    .isEqualTo(401);
        }
        assertThat(RawHttp.get(server.port(), "/closed", "Authorization: bearer open-sesame")
                        .body())
                .isEqualTo("closed");
        assertThat(RawHttp.post(server.port(), "/text", "a", "Authorization: Bearer open-sesame")
                        .body())
                .isEqualTo("a");
        assertThatThrownBy(() -> HttpGuard.of(new Settings(Map.of("gateway.token", "open\nsesame"))))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("GUMSHOE_GATEWAY_TOKEN")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void errorsAreSentencesThatShowNothingOfTheServerOrTheRequest() throws Exception {
        start();
        List<RawHttp.Answer> answers = new ArrayList<>();
        answers.add(RawHttp.get(server.port(), "/broken"));
        answers.add(RawHttp.get(server.port(), "/nothing%3Cscript%3E", "Accept: text/html"));
        answers.add(RawHttp.post(server.port(), "/open", ""));
        answers.add(RawHttp.post(server.port(), "/text", "longer than ten", "X-Requested-With: x"));
        answers.add(RawHttp.send(
                server.port(), "POST /text", List.of("Host: localhost", "X-Requested-With: x"), new byte[] {
                    'a', (byte) 0xff
                }));
        assertThat(answers).extracting(RawHttp.Answer::status).containsExactly(500, 404, 405, 413, 400);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.text())
                    .contains("Content-Type: application/problem+json", "X-Content-Type-Options: nosniff")
                    .doesNotContain("secret", "script", "Jetty", "Access-Control");
            assertThat(answer.body())
                    .matches(
                            "\\{\"type\":\"about:blank\",\"title\":\"[^\"]+\",\"status\":\\d{3},\"detail\":\"[A-Z][^\"]*\\.\"}");
        });
        assertThat(RawHttp.get(server.port(), "/endless").status()).isEqualTo(500);
        assertThat(RawHttp.get(server.port(), "/open", "X-Long: " + "x".repeat(9000))
                        .status())
                .isEqualTo(431);
        assertThat(RawHttp.get(server.port(), "/open").body()).isEqualTo("open");
    }
}
