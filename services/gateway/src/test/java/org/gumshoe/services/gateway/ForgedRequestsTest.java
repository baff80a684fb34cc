// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.http.RawHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a page of another site can make a browser send, and a name that was rebound to us. */
class ForgedRequestsTest {
    private static final String STORY = "{\"concept\":\"crime\",\"prompt\":\"It was\"}";
    private static final List<String> PATHS = List.of("/api/stories", "/api/books?id=a", "/api/books?id=a&title=b");

    /** Those that fetch and forms may send without asking first, and no type at all. */
    private static final List<String> SIMPLE_TYPES = List.of(
            "",
            "Content-Type: text/plain",
            "Content-Type: text/plain;charset=UTF-8",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: multipart/form-data; boundary=x",
            // a parser that is too lenient sees JSON here
            "Content-Type: text/plain; application/json",
            "Content-Type: text/plain, application/json");

    private final OpenGateway gateway = new OpenGateway();

    @AfterEach
    void close() {
        gateway.close();
    }

    private int post(String path, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.removeIf(String::isEmpty);
        return RawHttp.send(gateway.port(), "POST " + path, all, STORY.getBytes(StandardCharsets.UTF_8))
                .status();
    }

    @Test
    void noSimpleRequestOfAnotherSiteSendsAnything() throws Exception {
        for (String path : PATHS) {
            for (String type : SIMPLE_TYPES) {
                // browsers of all ages: with both headers, with one of them, and with neither
                for (String from : List.of(
                        "Origin: http://evil.example",
                        "Origin: null",
                        "Origin: http://localhost:3000",
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Site: same-site",
                        "Referer: http://evil.example/",
                        "")) {
                    assertThat(post(path, "Host: localhost:" + gateway.port(), type, from))
                            .as("%s, %s, %s", path, type, from)
                            .isIn(403, 415);
                }
            }
        }
        assertThat(gateway.producer.history()).isEmpty();
    }

    @Test
    void noBrowserIsToldThatItMayAsk() throws Exception {
        var answer = RawHttp.send(
                gateway.port(),
                "OPTIONS /api/stories",
                List.of(
                        "Host: localhost",
                        "Origin: http://evil.example",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: content-type, x-requested-with"),
                new byte[0]);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).doesNotContain("Access-Control");
    }

    @Test
    void aReboundNameReadsAndSendsNothing() throws Exception {
        String host = "Host: rebound.example:" + gateway.port();
        for (String path : List.of("/api/vectors", "/api/metrics", "/api/stories/stream", "/api/openapi.json", "/x")) {
            assertThat(RawHttp.get(gateway.port(), path, host).status())
                    .as(path)
                    .isEqualTo(403);
        }
        String origin = "Origin: http://rebound.example:" + gateway.port();
        assertThat(post("/api/stories", host, origin, "Content-Type: application/json"))
                .isEqualTo(403);
        assertThat(post("/api/books?id=a", host, origin, "Content-Type: text/plain"))
                .isEqualTo(403);
        assertThat(gateway.producer.history()).isEmpty();
        assertThat(gateway.server.tokens.open()).isZero();
    }

    @Test
    void programsAndPagesOfThisServerAreServed() throws Exception {
        String host = "Host: localhost:" + gateway.port();
        String origin = "Origin: http://localhost:" + gateway.port();
        assertThat(post("/api/stories", host, "Content-Type: application/json")).isEqualTo(202);
        assertThat(post("/api/stories", host, origin, "Content-Type: application/json; charset=UTF-8"))
                .isEqualTo(202);
        for (String type : List.of("text/plain", "application/octet-stream", "text/plain; charset=\"utf-8\"")) {
            assertThat(post("/api/books?id=a", host, "Content-Type: " + type, "X-Requested-With: curl"))
                    .isEqualTo(202);
            assertThat(post("/api/books?id=a", host, "Content-Type: " + type, origin))
                    .isEqualTo(202);
        }
        assertThat(post("/api/books?id=a", host, origin, "Content-Type: text/plain; charset=latin1"))
                .isEqualTo(415);
        assertThat(gateway.producer.history()).hasSize(8);
    }

    @Test
    void withATokenEveryCallNeedsIt() throws Exception {
        try (var closed = new OpenGateway(10, 10, Map.of("gateway.token", "sesame"))) {
            String token = "Authorization: Bearer sesame";
            for (String path : List.of("/api/vectors", "/api/metrics", "/api/stories/stream", "/api/openapi.json")) {
                assertThat(RawHttp.get(closed.port(), path).status()).as(path).isEqualTo(401);
            }
            assertThat(RawHttp.get(closed.port(), "/api/vectors", token).status())
                    .isEqualTo(200);
            assertThat(RawHttp.post(closed.port(), "/api/stories", STORY, "Content-Type: application/json")
                            .status())
                    .isEqualTo(401);
            assertThat(RawHttp.post(closed.port(), "/api/stories", STORY, "Content-Type: application/json", token)
                            .status())
                    .isEqualTo(202);
            assertThat(RawHttp.post(closed.port(), "/api/books?id=a", "text", "Content-Type: text/plain", token)
                            .status())
                    .isEqualTo(202);
            assertThat(closed.producer.history()).hasSize(2);
        }
    }
}
