// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** Registry in memory that speaks the part of Confluent's API that {@link SchemaRegistry} uses. */
public final class LocalRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<Schema>> subjects = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    public LocalRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Registers a schema as another release would; returns its id. */
    public synchronized int register(String subject, Schema schema) {
        subjects.computeIfAbsent(subject, s -> new ArrayList<>()).add(schema);
        if (!schemas.contains(schema)) schemas.add(schema);
        return schemas.indexOf(schema) + 1;
    }

    /** Requests so far, as method and path. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        String[] parts = path.split("/");
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (path.startsWith("/schemas/ids/")) {
            int id = Integer.parseInt(parts[3]);
            if (id < 1 || id > schemas.size()) send(exchange, 404, Map.of("error_code", 40403));
            else send(exchange, 200, Map.of("schema", schemas.get(id - 1).toString()));
            return;
        }
        Schema schema = new Schema.Parser().parse(body.get("schema").asText());
        if (path.startsWith("/compatibility/")) {
            List<Schema> versions = subjects.get(subject(parts[3]));
            if (versions == null) {
                send(exchange, 404, Map.of("error_code", 40401, "message", "Subject not found."));
                return;
            }
            var result = SchemaCompatibility.checkReaderWriterCompatibility(schema, versions.getLast());
            boolean compatible = result.getType() == SchemaCompatibilityType.COMPATIBLE;
            send(
                    exchange,
                    200,
                    Map.of(
                            "is_compatible",
                            compatible,
                            "messages",
                            compatible ? List.of() : List.of(result.getDescription())));
            return;
        }
        send(exchange, 200, Map.of("id", register(subject(parts[2]), schema)));
    }

    private static String subject(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
