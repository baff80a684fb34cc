// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * HTTP requests by hand, because clients do not let one write Host, or leave it out. They are of
 * HTTP/1.0, so that a body ends with its connection.
 */
public final class RawHttp {
    /** @param text with its head */
    public record Answer(int status, String text) {
        public String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }

    private RawHttp() {}

    /** Sends a request whose headers are lines such as {@code Host: localhost}. */
    public static Answer send(int port, String line, List<String> headers, byte[] body) throws IOException {
        try (Socket socket = open(port, line, headers, body)) {
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text);
        }
    }

    public static Answer get(int port, String path, String... headers) throws IOException {
        return send(port, "GET " + path, withHost(headers), new byte[0]);
    }

    public static Answer post(int port, String path, String body, String... headers) throws IOException {
        return send(port, "POST " + path, withHost(headers), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request and leaves its answer to be read. */
    public static Socket open(int port, String line, List<String> headers, byte[] body) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("localhost"), port);
        StringBuilder head = new StringBuilder(line).append(" HTTP/1.0\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        return socket;
    }

    private static List<String> withHost(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch(header -> header.startsWith("Host:"))) {
            all.add("Host: localhost");
        }
        return all;
    }
}
