// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Server that imitates a library in Project Gutenberg's layout and an OPDS feed, with a clock of its
 * own. It notes each breach of manners; {@link #close} fails the test for them.
 */
public final class FakeLibrary implements AutoCloseable {
    static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int MOST_BOOKS = 100;
    private static final Pattern NUMBER =
            Pattern.compile("/(?:cache/epub/|(?:\\d/)+|ebooks/|files/)(?<number>\\d+)[/.].*");
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    /** What goes wrong with a path, once or always. */
    public enum Fault {
        NONE,
        BUSY,
        BUSY_UNTIL,
        BUSY_FOR_LONG,
        OVERLOADED,
        CUT,
        LENGTH_TOO_LARGE,
        LENGTH_TOO_SMALL,
        CAPTCHA,
        PAGE,
        FORBIDDEN
    }

    private record Served(byte[] bytes, String type, String etag) {}

    /** Clock that goes on when somebody sleeps. */
    public static final class SleptClock implements InstantSource {
        private Instant now = Instant.parse("2026-11-29T12:00:00Z");

        @Override
        public synchronized Instant instant() {
            return now;
        }

        public synchronized void sleep(Duration time) {
            now = now.plus(time);
        }
    }

    public final SleptClock clock = new SleptClock();
    public final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> breaches = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Served> files = new HashMap<>();
    private final Map<String, Fault> faults = new HashMap<>();
    private final Set<String> conditional = new HashSet<>();
    private final Set<String> books = new HashSet<>();
    private final AtomicInteger open = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private Instant last = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private boolean refused;

    /** Whether it is a mirror, which has no limit a day. */
    public boolean isMirror;

    /** Whether it counts requests less than two seconds apart; a server on loopback does not. */
    public boolean isPaced = true;

    /** Whether it continues a file; a server without ranges begins anew. */
    public boolean hasRanges = true;

    /** Whether it tells etags and dates. */
    public boolean hasValidators = true;

    /** User and password, joined by a colon and encoded; null if none is wanted. */
    public String secret;

    public FakeLibrary() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    public FakeLibrary file(String path, byte[] bytes, String type) {
        files.put(path, new Served(bytes, type, "\"" + Arrays.hashCode(bytes) + "\""));
        return this;
    }

    public FakeLibrary text(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
    }

    /** Adds a book's text in the layout. */
    public FakeLibrary book(int number, String text) {
        return text("/cache/epub/" + number + "/pg" + number + ".txt", text);
    }

    /** Adds the catalogue of rows, as gzip. */
    public FakeLibrary catalogue(String... rows) {
        String head = "Text#,Type,Issued,Title,Language,Authors,Subjects,LoCC,Bookshelves\r\n";
        return file(
                "/cache/epub/feeds/pg_catalog.csv.gz",
                gzip(head + String.join("\r\n", rows) + "\r\n"),
                "application/gzip");
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Lets something go wrong with the path that holds a text; captchas, refusals and pages stay. */
    public FakeLibrary fault(String path, Fault fault) {
        faults.put(path, fault);
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        open.incrementAndGet();
        try {
            String path = exchange.getRequestURI().getPath();
            judge(exchange.getRequestHeaders(), path, isAlone());
            serve(exchange, path);
        } finally {
            open.decrementAndGet();
            exchange.close();
        }
    }

    /** Returns whether this is the only request; one that was answered may still be ending. */
    private boolean isAlone() {
        for (int i = 0; i < 100 && open.get() > 1; i++) {
            pauseFor(10);
        }
        return open.get() == 1;
    }

    private static void pauseFor(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void judge(Headers headers, String path, boolean isAlone) {
        Instant now = clock.instant();
        String range = headers.getFirst("Range");
        requests.add(path + (range == null ? "" : " " + range));
        breach(!isAlone, "two requests at once: " + path);
        breach(isPaced && now.isBefore(last.plus(PAUSE)), "less than two seconds before " + path);
        breach(now.isBefore(notBefore), "before the end of Retry-After: " + path);
        breach(refused, "after a refusal: " + path);
        String agent = String.valueOf(headers.getFirst("User-Agent"));
        breach(!agent.matches("gumshoe/\\S+ \\(\\S+@\\S+\\)"), "without a contact: " + agent);
        breach(path.startsWith("/ebooks/search"), "against robots.txt: " + path);
        boolean isConditional = headers.containsKey("If-None-Match") || headers.containsKey("If-Modified-Since");
        breach(conditional.contains(path) && !isConditional && range == null, "got again without a condition: " + path);
        Matcher book = NUMBER.matcher(path);
        if (book.matches()) {
            books.add(book.group("number"));
        }
        breach(!isMirror && books.size() > MOST_BOOKS, "more than a hundred books: " + path);
        last = now;
    }

    private void breach(boolean is, String what) {
        if (is) {
            breaches.add(what);
        }
    }

    private void serve(HttpExchange exchange, String path) throws IOException {
        Served file = files.get(path);
        Headers headers = exchange.getResponseHeaders();
        Fault fault = faults.entrySet().stream()
                .filter(each -> path.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Fault.NONE);
        if (!Set.of(Fault.NONE, Fault.CAPTCHA, Fault.PAGE, Fault.FORBIDDEN, Fault.OVERLOADED)
                .contains(fault)) {
            faults.keySet().removeIf(path::contains);
        }
        boolean isStranger = secret != null
                && !("Basic " + secret).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (path.equals("/slow")) {
            pauseFor(1500);
        }
        switch (fault) {
            case BUSY -> busy(exchange, 429, "30", clock.instant().plusSeconds(30));
            case BUSY_UNTIL -> {
                Instant until = clock.instant().plusSeconds(90).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
                busy(exchange, 503, DATE.format(until), until);
            }
            case BUSY_FOR_LONG -> busy(exchange, 429, "7200", clock.instant().plusSeconds(7200));
            case OVERLOADED -> exchange.sendResponseHeaders(503, -1);
            case FORBIDDEN -> {
                refused = true;
                exchange.sendResponseHeaders(403, -1);
            }
            case CAPTCHA -> {
                refused = true;
                page(exchange, "<!DOCTYPE html><html><title>One moment</title><body>Solve this captcha</body></html>");
            }
            case PAGE -> page(exchange, "<html><title>Sorry</title><body>Nothing here.</body></html>");
            default -> {
                if (isStranger) {
                    exchange.sendResponseHeaders(401, -1);
                } else if (file == null) {
                    byte[] sorry = "<html><title>404</title></html>".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(404, sorry.length);
                    exchange.getResponseBody().write(sorry);
                } else {
                    headers.add("Content-Type", file.type);
                    send(exchange, path, file, fault);
                }
            }
        }
    }

    private synchronized void busy(HttpExchange exchange, int status, String retryAfter, Instant until)
            throws IOException {
        notBefore = until;
        exchange.getResponseHeaders().add("Retry-After", retryAfter);
        exchange.sendResponseHeaders(status, -1);
    }

    private static void page(HttpExchange exchange, String html) throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void send(HttpExchange exchange, String path, Served file, Fault fault) throws IOException {
        Headers asked = exchange.getRequestHeaders();
        Headers headers = exchange.getResponseHeaders();
        if (hasValidators) {
            headers.add("ETag", file.etag);
            headers.add("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT");
        }
        if (hasValidators && file.etag.equals(asked.getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        if (path.contains("pg_catalog") || path.contains("feed")) {
            conditional.add(path);
        }
        String range = asked.getFirst("Range");
        String ifRange = asked.getFirst("If-Range");
        boolean continues = range != null && hasRanges && (ifRange == null || ifRange.equals(file.etag));
        int from = continues ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
        int count = file.bytes.length - from;
        if (continues && count <= 0) {
            headers.add("Content-Range", "bytes */" + file.bytes.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (continues) {
            headers.add("Content-Range", "bytes %d-%d/%d".formatted(from, file.bytes.length - 1, file.bytes.length));
        }
        int told = count + (fault == Fault.LENGTH_TOO_LARGE ? 50 : fault == Fault.LENGTH_TOO_SMALL ? -100 : 0);
        exchange.sendResponseHeaders(continues ? 206 : 200, told);
        exchange.getResponseBody().write(file.bytes, from, fault == Fault.CUT ? count / 2 : Math.min(told, count));
        exchange.getResponseBody().flush();
        if (fault == Fault.CUT || fault == Fault.LENGTH_TOO_LARGE) {
            throw new IOException("the connection breaks");
        }
    }

    /** Returns the breaches of manners, and forgets them. */
    List<String> breaches() {
        List<String> all = List.copyOf(breaches);
        breaches.clear();
        return all;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        assertThat(breaches).as("breaches of manners").isEmpty();
    }
}
