// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A mutation of HTTP requests: of the body, whose length mostly stays right, of the first line, of a
 * header, or of the bytes as a whole.
 */
final class RequestMutation implements FuzzTarget.Mutation {
    private static final List<String> LINES = List.of(
            "GET / HTTP/1.1",
            "GET /api HTTP/1.1",
            "GET /api/books HTTP/1.1",
            "POST /api/vectors HTTP/1.1",
            "HEAD /api/vectors HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "TRACE /api/vectors HTTP/1.1",
            "CONNECT localhost:80 HTTP/1.1",
            "PUT /api/books?id=a HTTP/1.1",
            "DELETE /api/stories HTTP/1.0",
            "GET /api/../api/vectors HTTP/1.1",
            "GET /api/%2e%2e/%2fvectors HTTP/1.1",
            "GET /api/vectors;a=b HTTP/1.1",
            "GET //api//vectors HTTP/1.1",
            "GET http://other.example/api/vectors HTTP/1.1",
            "GET /api/vectors HTTP/9.9",
            "GET /api/vectors",
            "PRI * HTTP/2.0",
            "POST /api/books?id=%00&id=b HTTP/1.1",
            "POST /api/books?id=%c3%28 HTTP/1.1",
            "POST /api/books?id=%zz HTTP/1.1",
            "POST /api/books?=&&==&id HTTP/1.1");
    private static final List<String> HEADERS = List.of(
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Content-Encoding: gzip",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Expect: 100-continue",
            "Expect: something",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "Connection: Upgrade, HTTP2-Settings",
            "Connection: close",
            "Host: other.example",
            "Host: localhost:99999",
            "Host:",
            "Origin: null",
            "Sec-Fetch-Site: cross-site",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: ;;;",
            "Authorization: Bearer",
            "Accept: \u0000",
            "Cookie: =;=;\"",
            "Range: bytes=-1-,0-0",
            " folded",
            "no colon",
            "Bad Name: x",
            "Forwarded: for=\"_x\";host=[",
            "X-Forwarded-Host: [::1");

    @Override
    public byte[] mutate(List<byte[]> seeds, Random random) {
        if (random.nextInt(8) == 0) {
            return new Mutator(random).mutate(seeds);
        }
        // a byte a character, so that nothing is lost
        String seed = new String(seeds.get(random.nextInt(seeds.size())), StandardCharsets.ISO_8859_1);
        int end = seed.indexOf("\r\n\r\n");
        List<String> head = new ArrayList<>(List.of(seed.substring(0, end).split("\r\n")));
        String body = seed.substring(end + 4);
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            switch (random.nextInt(body.isEmpty() ? 4 : 8)) {
                case 0 -> head.set(0, line(head.getFirst(), random));
                case 1 -> head.add(1 + random.nextInt(head.size()), HEADERS.get(random.nextInt(HEADERS.size())));
                case 2 -> head.set(random.nextInt(head.size()), any(head, random));
                case 3 -> head.remove(random.nextInt(head.size()));
                default -> body = changed(body, random);
            }
            if (head.isEmpty()) {
                head.add(LINES.getFirst());
            }
        }
        if (random.nextInt(10) != 0) {
            String length = "Content-Length: " + body.length();
            head.replaceAll(line -> line.startsWith("Content-Length: ") ? length : line);
        }
        return (String.join("\r\n", head) + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String any(List<String> head, Random random) {
        return changed(head.get(random.nextInt(head.size())), random);
    }

    private static String line(String line, Random random) {
        if (random.nextInt(3) == 0) {
            return LINES.get(random.nextInt(LINES.size()));
        }
        String[] parts = line.split(" ", 3);
        if (parts.length < 3) {
            return changed(line, random);
        }
        String changed = changed(parts[1], random);
        // as often as not what a client would make of it
        String target = random.nextBoolean()
                ? changed
                : changed.replaceAll("[^ -~]", "%C3%A9").replace(" ", "%20");
        return parts[0] + " " + target + " " + parts[2];
    }

    private static String changed(String text, Random random) {
        return new String(
                new Mutator(random).mutate(List.of(text.getBytes(StandardCharsets.ISO_8859_1))),
                StandardCharsets.ISO_8859_1);
    }
}
