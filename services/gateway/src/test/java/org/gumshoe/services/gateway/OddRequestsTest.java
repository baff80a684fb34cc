// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gumshoe.services.common.http.RawHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as no client sends them: each is refused with a status of the client's faults. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OddRequestsTest {
    private static final String STORY = "{\"concept\":\"crime\",\"prompt\":\"It was\"}";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String HOST = "Host: localhost\r\n";
    private static final String LENGTH = "Content-Length: " + STORY.length() + "\r\n";

    private final OpenGateway gateway = new OpenGateway();

    @AfterEach
    void close() {
        gateway.close();
    }

    private static String post(String headers) {
        return "POST /api/stories HTTP/1.1\r\n" + headers + "\r\n" + STORY;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("two lengths", post(HOST + JSON + LENGTH + "Content-Length: 5\r\n")),
                Arguments.of("a length and chunks", post(HOST + JSON + LENGTH + "Transfer-Encoding: chunked\r\n")),
                Arguments.of("chunks twice", post(HOST + JSON + "Transfer-Encoding: chunked, chunked\r\n")),
                Arguments.of("another encoding", post(HOST + JSON + "Transfer-Encoding: gzip\r\n")),
                Arguments.of("a negative length", post(HOST + JSON + "Content-Length: -5\r\n")),
                Arguments.of("a length of 40 digits", post(HOST + JSON + "Content-Length: " + "9".repeat(40) + "\r\n")),
                Arguments.of(
                        "a chunk of 2^63 bytes",
                        "POST /api/stories HTTP/1.1\r\n" + HOST + JSON
                                + "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nx"),
                Arguments.of(
                        "a chunk of no number",
                        "POST /api/stories HTTP/1.1\r\n" + HOST + JSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
                Arguments.of(
                        "gzip",
                        post(HOST + JSON + LENGTH + "Content-Encoding: gzip\r\n")
                                .replace("{", "\u00ff")),
                Arguments.of("no host", post(JSON + LENGTH)),
                Arguments.of("two hosts", post(HOST + "Host: evil.example\r\n" + JSON + LENGTH)),
                Arguments.of(
                        "another host in its line", "GET http://evil.example/api/vectors HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a host with a user", post("Host: localhost@evil.example\r\n" + JSON + LENGTH)),
                Arguments.of("a host that begins like ours", post("Host: localhost.evil.example\r\n" + JSON + LENGTH)),
                Arguments.of("a loopback address in decimal", post("Host: 2130706433\r\n" + JSON + LENGTH)),
                Arguments.of("a loopback address that is short", post("Host: 127.1\r\n" + JSON + LENGTH)),
                Arguments.of("a host with a NUL", post("Host: localhost\0\r\n" + JSON + LENGTH)),
                Arguments.of("a host of 5,000 characters", post("Host: " + "a".repeat(5000) + "\r\n" + JSON + LENGTH)),
                Arguments.of("two types", post(HOST + "Content-Type: text/plain\r\n" + JSON + LENGTH)),
                Arguments.of("a folded header", post(HOST + "Content-Type: application/\r\n json\r\n" + LENGTH)),
                Arguments.of("a space before a colon", post(HOST + "Content-Type : application/json\r\n" + LENGTH)),
                Arguments.of(
                        "two origins", post(HOST + JSON + LENGTH + "Origin: http://localhost\r\nOrigin: null\r\n")),
                Arguments.of(
                        "an origin of a list", post(HOST + JSON + LENGTH + "Origin: http://localhost http://evil\r\n")),
                Arguments.of("TRACE", "TRACE /api/vectors HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("CONNECT", "CONNECT localhost:22 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("DELETE", "DELETE /api/vectors HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a method of its own", "STEAL /api/vectors HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a method in small letters", "get /api/vectors HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("HTTP/2 by its preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("HTTP/0.9", "GET /api/vectors\r\n\r\n"),
                Arguments.of("HTTP/9.9", "GET /api/vectors HTTP/9.9\r\n" + HOST + "\r\n"),
                Arguments.of("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
                Arguments.of(
                        "a Kafka request",
                        "\u0000\u0000\u0000\u0010\u0000\u0012\u0000\u0003\u0000\u0000\u0000\u0001\u0000\u0004abcd\r\n\r\n"),
                Arguments.of("a line without an end", "GET /" + "a".repeat(20_000)),
                Arguments.of("a header without an end", "GET /api/vectors HTTP/1.1\r\nA: " + "b".repeat(20_000)),
                Arguments.of(
                        "1,000 headers", "GET /api/vectors HTTP/1.1\r\n" + HOST + "A: b\r\n".repeat(2000) + "\r\n"),
                Arguments.of("a path out of the root", get("/../../etc/passwd")),
                Arguments.of("a path out of the root, encoded", get("/%2e%2e/%2e%2e/etc/passwd")),
                Arguments.of("a path with a parameter", get("/api;x=y/..;/vectors")),
                Arguments.of("a path with an empty part", get("//api//vectors")),
                Arguments.of("a path with a NUL", get("/api/vectors%00.json")),
                Arguments.of("a path in overlong UTF-8", get("/%c0%ae%c0%ae/etc/passwd")),
                Arguments.of("a path with a backslash", get("/api\\vectors")),
                Arguments.of("a path that is half escaped", get("/api/vectors%2")),
                Arguments.of(
                        "a book without an id",
                        "POST /api/books HTTP/1.1\r\n" + HOST + "Content-Type: text/plain\r\nX-Requested-With: x\r\n"
                                + LENGTH + "\r\n" + STORY),
                Arguments.of(
                        "a book with an id that breaks the line",
                        "POST /api/books?id=a%0d%0aSet-Cookie:x HTTP/1.1\r\n" + HOST
                                + "Content-Type: text/plain\r\nX-Requested-With: x\r\n" + LENGTH + "\r\n" + STORY),
                Arguments.of(
                        "a book with an id in no UTF-8",
                        "POST /api/books?id=%ff%fe HTTP/1.1\r\n" + HOST
                                + "Content-Type: text/plain\r\nX-Requested-With: x\r\n" + LENGTH + "\r\n" + STORY),
                Arguments.of(
                        "a book in a form",
                        "POST /api/books?id=a HTTP/1.1\r\n" + HOST
                                + "Content-Type: multipart/form-data; boundary=x\r\nX-Requested-With: x\r\n" + LENGTH
                                + "\r\n"
                                + STORY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String what, String request) throws Exception {
        String answer = exchange(request);

        assertThat(answer).as(what).matches("(?s)HTTP/1\\.[01] (4\\d\\d|501|505) .*");
        assertThat(answer)
                .as(what)
                .doesNotContain("root:", "\nSet-Cookie", "Exception", "org.eclipse", "at org.", "\u001b", "\0");
        assertThat(gateway.producer.history()).as(what).isEmpty();
        assertThat(RawHttp.get(gateway.port(), "/api/vectors").status()).isEqualTo(200);
    }

    /** What a server may answer or not, but must not hang at or send anything for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n\r\n",
                "GET /api/vectors HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
                "GET /api/vectors HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nConnection: Upgrade, close\r\n\r\n",
                "GET /api/vectors HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-0,0-0,0-0,0-0,0-0\r\nConnection: close\r\n\r\n",
                "GET /api/vectors?a=b&a=b&%00=%ff#x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "HEAD /api/vectors HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            })
    void answeredOrNot(String request) throws Exception {
        String answer = exchange(request);

        assertThat(answer).doesNotContain("101 Switching", "Exception", "org.eclipse", "HTTP/1.1 5");
        assertThat(gateway.producer.history()).isEmpty();
        assertThat(RawHttp.get(gateway.port(), "/api/vectors").status()).isEqualTo(200);
    }

    /** Sends bytes and reads what comes, until the end or nothing for a while. */
    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket("localhost", gateway.port())) {
            socket.setSoTimeout(3000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            try {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                }
            } catch (SocketTimeoutException open) {
                // the connection stays open for the next request
            }
            return answer.toString();
        }
    }
}
