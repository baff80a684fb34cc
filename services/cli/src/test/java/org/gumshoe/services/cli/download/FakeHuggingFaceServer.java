// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Server that behaves like the hub, with one model: it serves small files itself and redirects for
 * large ones ("LFS") to a second server, which must not see the token.
 */
final class FakeHuggingFaceServer implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** What was asked of it, such as "GET model.safetensors bytes=5-". */
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private final HttpServer hub = server();
    private final HttpServer store = server();
    private final Semaphore stalled = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String id;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    String secret;
    boolean ranges = true;
    int breakAfter = Integer.MAX_VALUE;
    int breaks;
    int unavailable;
    boolean damaged;
    boolean tokenLeaked;

    /** The etag of every file, when it is set. */
    String etag;

    /** Bytes that follow the end of each file. */
    int surplus;

    /** How often a download stands still in its middle until the client gives it up. */
    int stalls;

    /** Where everything is sent, when it is set. */
    String redirect;

    FakeHuggingFaceServer(String id) {
        this.id = id;
        hub.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        store.createContext("/", exchange -> {
            try (exchange) {
                tokenLeaked |= exchange.getRequestHeaders().containsKey("Authorization");
                send(exchange, exchange.getRequestURI().getPath().substring(1));
            }
        });
        hub.setExecutor(threads);
        store.setExecutor(threads);
        hub.start();
        store.start();
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    FakeHuggingFaceServer file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    URI address() {
        return address(hub);
    }

    private static boolean large(String file) {
        return file.endsWith(".safetensors") || file.endsWith(".bin") || file.endsWith(".gguf");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (redirect != null) {
            exchange.getResponseHeaders().add("Location", redirect);
            exchange.sendResponseHeaders(302, -1);
            return;
        }
        if (secret != null
                && !("Bearer " + secret).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        if (path.equals("/api/models/" + id + "/revision/main")
                || path.equals("/api/models/" + id + "/revision/" + COMMIT)) {
            byte[] json = ("{\"sha\":\"" + COMMIT + "\",\"siblings\":["
                            + files.keySet().stream()
                                    .map(name -> "{\"rfilename\":\"" + name + "\"}")
                                    .collect(Collectors.joining(","))
                            + "]}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, json.length);
            exchange.getResponseBody().write(json);
            return;
        }
        String root = "/" + id + "/resolve/" + COMMIT + "/";
        String moved = "/moved" + root;
        String file = path.startsWith(moved)
                ? path.substring(moved.length())
                : path.startsWith(root) ? path.substring(root.length()) : "";
        if (!files.containsKey(file)) {
            exchange.sendResponseHeaders(404, -1);
        } else if (path.startsWith(root)) { // as of a model that was renamed
            exchange.getResponseHeaders().add("Location", "/moved" + path);
            exchange.sendResponseHeaders(307, -1);
        } else if (large(file)) {
            exchange.getResponseHeaders()
                    .add("X-Linked-Etag", etag == null ? "\"" + sha256(files.get(file)) + "\"" : etag);
            exchange.getResponseHeaders().add("X-Linked-Size", Integer.toString(files.get(file).length));
            exchange.getResponseHeaders().add("Location", address(store) + "/" + file);
            exchange.sendResponseHeaders(302, -1);
        } else {
            exchange.getResponseHeaders().add("ETag", etag == null ? "W/\"" + gitHash(files.get(file)) + "\"" : etag);
            send(exchange, file);
        }
    }

    private void send(HttpExchange exchange, String file) throws IOException {
        byte[] content = files.get(file).clone();
        String range = exchange.getRequestHeaders().getFirst("Range");
        String method = exchange.getRequestMethod();
        requests.add(method + " " + file + (range == null ? "" : " " + range));
        if (method.equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        if (unavailable > 0) {
            unavailable--;
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        if (damaged) {
            content[content.length - 1]++;
        }
        if (surplus > 0) {
            content = java.util.Arrays.copyOf(content, content.length + surplus);
        }
        int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        int count = content.length - from;
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, count == 0 ? -1 : count);
        if (breaks > 0 && count > breakAfter) {
            breaks--;
            exchange.getResponseBody().write(content, from, breakAfter);
            exchange.getResponseBody().flush();
            throw new IOException("the connection breaks");
        }
        if (stalls > 0 && count > breakAfter) {
            stalls--;
            exchange.getResponseBody().write(content, from, breakAfter);
            exchange.getResponseBody().flush();
            stalled.acquireUninterruptibly();
            throw new IOException("the client has gone");
        }
        exchange.getResponseBody().write(content, from, count);
    }

    static String sha256(byte[] content) {
        return digest("SHA-256", content);
    }

    static String gitHash(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return digest("SHA-1", all);
    }

    private static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stalled.release(Integer.MAX_VALUE / 2);
        hub.stop(0);
        store.stop(0);
        threads.shutdown();
    }
}
