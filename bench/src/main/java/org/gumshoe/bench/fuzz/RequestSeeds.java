// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Well-formed requests to the gateway, made up. */
final class RequestSeeds {
    private static final String OWN = "X-Requested-With: fuzz";

    private RequestSeeds() {}

    static List<byte[]> books() {
        String text = "The inspector’s alibi was false.\n\n“Don’t,” said Mr. Blue.\n";
        return List.of(
                request(
                        "POST /api/books?id=blue&title=The%20Blue%20Door&author=Ann",
                        text, "Content-Type: text/plain", OWN),
                request("POST /api/books?id=b%C3%BCcher", text, "Content-Type: text/plain; charset=utf-8", OWN),
                request(
                        "POST /api/books?id=blue",
                        text,
                        "Content-Type: application/octet-stream",
                        "Origin: http://localhost:80"));
    }

    static List<byte[]> stories() {
        return Stream.of(
                        "{\"concept\":\"crime\",\"prompt\":\"It was a quiet evening.\"}",
                        "{\"concept\":\"crime\",\"prompt\":\"It was\",\"arm\":\"refined\",\"seed\":7,\"tokens\":40,"
                                + "\"minTokens\":10,\"strength\":0.3,\"layers\":[9,10],\"version\":5}")
                .map(body -> request("POST /api/stories", body, "Content-Type: application/json"))
                .toList();
    }

    static List<byte[]> others() {
        return List.of(
                request("GET /api/vectors", "", "Accept: application/json"),
                request("GET /api/metrics", "", "Sec-Fetch-Site: same-origin"),
                request("GET /api/openapi.json", "", "Accept-Encoding: gzip, br"),
                request("GET /api/stories/stream", "", "Accept: text/event-stream", "Last-Event-ID: 5"),
                request("GET /api/vectors", "", "Range: bytes=0-10", "If-None-Match: \"x\"", "Cookie: a=b"));
    }

    private static byte[] request(String line, String body, String... headers) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder head = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (length > 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
    }
}
