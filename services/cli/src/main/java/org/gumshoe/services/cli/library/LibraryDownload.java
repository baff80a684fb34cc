// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.services.cli.http.Redacted;

/**
 * Download of one file of a library. What has come of it is kept in a part, with a note of what it
 * is a part of beside it, and continued by a range, in a later run too.
 */
final class LibraryDownload {
    private static final int MAX_FAILURES = 5;
    private static final int MAX_ATTEMPTS = 50;
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (?:(?<from>\\d{1,18})-\\d+|\\*)/(?<total>\\d{1,18}|\\*)");
    private static final Pattern CHARSET = Pattern.compile("charset=[\"']?(?<name>[\\w.:-]+)");

    private final LibraryClient client;
    private final long limit;

    /** @param limit of a file's bytes */
    LibraryDownload(LibraryClient client, long limit) {
        this.client = client;
        this.limit = limit;
    }

    /** How a request for a file has ended. */
    enum Outcome {
        RECEIVED,
        UNCHANGED,
        MISSING
    }

    /**
     * Answer to a request for a file.
     *
     * @param source address that the file came from
     * @param charset that the server names; null if it names none
     */
    record Answer(Outcome outcome, URI source, String charset, Optional<String> etag, Optional<String> modified) {}

    /** What a part is a part of: an address, and what tells whether it has changed since. */
    private record Origin(String address, String validator) {
        static Optional<Origin> read(Path note) throws IOException {
            List<String> lines = Files.exists(note) ? Files.readAllLines(note) : List.of();
            return lines.size() == 2 ? Optional.of(new Origin(lines.get(0), lines.get(1))) : Optional.empty();
        }

        void write(Path note) throws IOException {
            Files.write(note, List.of(address, validator));
        }
    }

    /**
     * Receives a file.
     *
     * @param conditions headers of a conditional request
     * @param part where it is put; deleted first if it is of another file
     * @throws IOException when its body breaks off again and again
     */
    Answer receive(URI address, Map<String, String> conditions, Path part) throws IOException {
        Files.createDirectories(part.getParent());
        Path note = note(part);
        if (Origin.read(note)
                .filter(origin -> origin.address.equals(address.toString()))
                .isEmpty()) {
            discard(part);
        }
        int failures = 0;
        for (int attempt = 1; ; attempt++) {
            long before = size(part);
            try {
                return attempt(address, conditions, part);
            } catch (IOException e) {
                failures = size(part) > before ? 1 : failures + 1;
                if (failures == MAX_FAILURES || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
                client.backOff(address, failures);
            }
        }
    }

    private Answer attempt(URI address, Map<String, String> conditions, Path part) throws IOException {
        long size = size(part);
        Map<String, String> headers = new LinkedHashMap<>(conditions);
        if (size > 0) {
            headers.put("Range", "bytes=" + size + "-");
            Origin.read(note(part))
                    .filter(origin -> !origin.validator.isEmpty())
                    .ifPresent(origin -> headers.put("If-Range", origin.validator));
        }
        HttpResponse<InputStream> response = client.get(address, headers);
        Matcher range = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        switch (response.statusCode()) {
            case 200 -> {
                Files.deleteIfExists(part);
                new Origin(address.toString(), validator(response.headers())).write(note(part));
                append(response, part, 0);
            }
            case 206 -> {
                if (!range.matches() || !Long.toString(size).equals(range.group("from"))) {
                    throw anew(response, part, "continues at another place");
                }
                append(response, part, size);
            }
            case 416 -> {
                if (!range.matches() || !Long.toString(size).equals(range.group("total"))) {
                    throw anew(response, part, "has changed");
                }
                client.drain(response);
            }
            case 304 -> {
                client.drain(response);
                return answer(Outcome.UNCHANGED, response);
            }
            default -> {
                client.drain(response);
                return answer(Outcome.MISSING, response);
            }
        }
        if (range.matches() && !range.group("total").matches("\\*|" + size(part))) {
            throw new IOException(
                    "the connection ended after %d of %s bytes".formatted(size(part), range.group("total")));
        }
        return answer(Outcome.RECEIVED, response);
    }

    private void append(HttpResponse<InputStream> response, Path part, long from) throws IOException {
        String what = Redacted.of(response.uri());
        try (InputStream in = client.body(response, what, limit - from);
                OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            in.transferTo(out);
        }
    }

    private IOException anew(HttpResponse<InputStream> response, Path part, String why) throws IOException {
        client.drain(response);
        discard(part);
        return new IOException(Redacted.of(response.uri()) + " " + why);
    }

    private static Answer answer(Outcome outcome, HttpResponse<InputStream> response) {
        HttpHeaders headers = response.headers();
        Matcher charset = CHARSET.matcher(headers.firstValue("Content-Type").orElse(""));
        return new Answer(
                outcome,
                response.uri(),
                charset.find() ? charset.group("name") : null,
                headers.firstValue("ETag"),
                headers.firstValue("Last-Modified").or(() -> headers.firstValue("Date")));
    }

    /** Returns what If-Range takes: a strong etag or a date (RFC 9110, section 13.1.5). */
    private static String validator(HttpHeaders headers) {
        return headers.firstValue("ETag")
                .filter(etag -> etag.startsWith("\""))
                .or(() -> headers.firstValue("Last-Modified"))
                .orElse("");
    }

    /** Deletes a part and its note. */
    static void discard(Path part) throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(note(part));
    }

    private static Path note(Path part) {
        return part.resolveSibling(part.getFileName() + ".from");
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
