// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.gateway.view.FeedRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page's stream: it goes on where it was, and its files need no token. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PageEventsTest {
    private final OpenGateway gateway = new OpenGateway();

    @AfterEach
    void close() {
        gateway.close();
    }

    private void tell(long offset, String text) {
        FeedRecord record = new FeedRecord("concepts", 0, offset, 0, "crime", new RecordHeaders(), null, true);
        gateway.server.changed(record, "concept", Map.of("key", text));
    }

    /** Reads what comes after an event, up to a mark. */
    private List<String> after(String lastId) throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> headers =
                lastId.isEmpty() ? List.of("Host: localhost") : List.of("Host: localhost", "Last-Event-ID: " + lastId);
        try (Socket socket = RawHttp.open(gateway.port(), "GET /api/events", headers, new byte[0]);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            while (gateway.server.events.open() == 0) {
                Thread.onSpinWait();
            }
            gateway.server.send("mark", Map.of());
            for (String line = reader.readLine(); !"event: mark".equals(line); line = reader.readLine()) {
                if (line.startsWith("id: ") || line.startsWith("event: ")) {
                    lines.add(line);
                }
            }
        }
        gateway.server.send("mark", "x".repeat(1 << 16));
        while (gateway.server.events.open() > 0) {
            gateway.server.send("mark", "x".repeat(1 << 16));
        }
        return lines;
    }

    @Test
    void aClientThatWasAwayGoesOnAfterItsLastEvent() throws Exception {
        tell(1, "a");
        tell(2, "b");
        tell(3, "c");
        assertThat(after("concepts-0-1"))
                .containsExactly("id: concepts-0-2", "event: concept", "id: concepts-0-3", "event: concept");
        assertThat(after("")).isEmpty();
    }

    @Test
    void oneThatWasAwayTooLongBeginsAnew() throws Exception {
        tell(1, "a");
        for (int i = 2; i < 100; i++) {
            tell(i, "x".repeat(100_000));
        }
        assertThat(after("concepts-0-1")).containsExactly("event: reset");
        assertThat(after("nothing")).containsExactly("event: reset");
    }

    @Test
    void theFilesOfThePageNeedNoTokenAndLetNothingElseIn() throws Exception {
        try (var closed = new OpenGateway(10, 10, Map.of("gateway.token", "sesame"))) {
            for (String path : List.of(
                    "/",
                    "/page/app.js",
                    "/page/state/live.js",
                    "/page/base.css",
                    "/page/icon.svg",
                    "/lib/lit-html.js",
                    "/lib/lit-html-itself.js",
                    "/lib/uplot.js",
                    "/lib/uplot.css")) {
                var answer = RawHttp.get(closed.port(), path);
                assertThat(answer.status()).as(path).isEqualTo(200);
                assertThat(answer.text()).contains("Content-Security-Policy: default-src 'self'", "nosniff");
            }
            assertThat(RawHttp.get(closed.port(), "/api/overview").status()).isEqualTo(401);
            for (String path : List.of(
                    "/page/nothing.js",
                    "/page/other/live.js",
                    "/page/state/../../http/PageFiles.class",
                    "/page/..%2fhttp",
                    "/page/Call.class",
                    "/lib/other.js",
                    "/page/%2e%2e")) {
                assertThat(RawHttp.get(closed.port(), path).status()).as(path).isBetween(400, 499);
            }
        }
    }

    @Test
    void aLinkOnAnotherSiteOpensThePageAndNothingElse() throws Exception {
        String[] navigation = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"};
        assertThat(RawHttp.get(gateway.port(), "/", navigation).status()).isEqualTo(200);
        assertThat(RawHttp.get(gateway.port(), "/api/overview", navigation).status())
                .isEqualTo(403);
        assertThat(RawHttp.get(gateway.port(), "/", "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
    }
}
