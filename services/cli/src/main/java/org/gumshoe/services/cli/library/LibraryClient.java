// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;
import org.gumshoe.services.cli.http.Redacted;
import org.gumshoe.services.cli.http.WebClient;

/**
 * Polite HTTP client of libraries: one request at a time, a pause between them, the contact in each,
 * and as long a wait as a server asks for. It asks no more where it is refused.
 */
final class LibraryClient {
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration BACKOFF = Duration.ofSeconds(5);

    /** Who is asked to wait longer ends, and may come back. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(10);

    /** So much of an answer that is not wanted is read, so that its connection serves the next request. */
    private static final int MAX_DRAINED_BYTES = 1 << 16;

    private final LibrarySettings settings;
    private final VisitLog visits;
    private final Pacing pacing;
    private final WebClient web;
    private final Consumer<String> told;

    /** @param told receives a sentence before a long wait */
    LibraryClient(LibrarySettings settings, VisitLog visits, Pacing pacing, WebClient web, Consumer<String> told) {
        this.settings = settings;
        this.visits = visits;
        this.pacing = pacing;
        this.web = web;
        this.told = told;
    }

    InputStream body(HttpResponse<InputStream> response, String what, long limit) {
        return web.body(response, what, limit);
    }

    /**
     * Gets an address, after its redirects. The status is 200, 206, 304, 404, 410 or 416.
     *
     * @throws BadInputException when the server refuses this client, is overloaded for long, or
     *     cannot be reached
     */
    HttpResponse<InputStream> get(URI address, Map<String, String> headers) {
        try {
            URI current = address;
            for (int i = 0; i <= WebClient.MAX_REDIRECTS; i++) {
                HttpResponse<InputStream> response = answered(current, headers);
                if (response.statusCode() / 100 != 3 || response.statusCode() == 304) {
                    return response;
                }
                drain(response);
                current = WebClient.location(current, response);
            }
            throw WebClient.tooManyRedirects(address);
        } catch (IOException e) {
            throw new BadInputException(
                    "%s could not be fetched (%s); check the address and the network, and start again to go on."
                            .formatted(
                                    Redacted.of(address),
                                    e.getMessage() == null
                                            ? e.getClass().getSimpleName()
                                            : Redacted.of(e.getMessage())),
                    e);
        }
    }

    private HttpResponse<InputStream> answered(URI address, Map<String, String> headers) throws IOException {
        for (int attempt = 1; ; attempt++) {
            HttpResponse<InputStream> response;
            try {
                response = send(address, headers);
            } catch (IOException e) {
                if (attempt == MAX_ATTEMPTS || e instanceof ConnectException) { // nobody is there
                    throw e;
                }
                backOff(address, attempt);
                continue;
            }
            int status = response.statusCode();
            switch (status) {
                case 200, 206, 301, 302, 303, 304, 307, 308, 404, 410, 416 -> {
                    return response;
                }
                case 429, 500, 502, 503, 504 -> {
                    drain(response);
                    visits.close(address, retryAfter(response).orElse(backoff(attempt)));
                    if (attempt == MAX_ATTEMPTS) {
                        throw new BadInputException(
                                "%s is overloaded (status %d, %d times); start again later to go on, or name a mirror with --mirror."
                                        .formatted(address.getAuthority(), status, attempt));
                    }
                }
                default -> {
                    drain(response);
                    throw refused(address, status);
                }
            }
        }
    }

    private static BadInputException refused(URI address, int status) {
        return new BadInputException(
                status == 401
                        ? "%s wants a user and a password (status 401) for %s; set GUMSHOE_BOOKS_USER and GUMSHOE_BOOKS_PASSWORD."
                                .formatted(address.getAuthority(), Redacted.of(address))
                        : "%s refuses this client (status %d) and is asked no more; blocks come by volume and end after days: wait, or name a mirror with --mirror."
                                .formatted(address.getAuthority(), status));
    }

    private HttpResponse<InputStream> send(URI address, Map<String, String> headers) throws IOException {
        await(address);
        HttpRequest.Builder request =
                web.request("GET", address).version(HttpClient.Version.HTTP_1_1).header("User-Agent", settings.agent());
        headers.forEach(request::header);
        settings.credentials()
                .filter(secret -> settings.isTrusted(address))
                .ifPresent(secret -> request.header("Authorization", secret));
        try {
            return web.send(request.build());
        } finally {
            visits.visited(address);
        }
    }

    /** Waits until the server may be asked. */
    private void await(URI address) {
        Instant now = pacing.clock().instant();
        Instant next = pacing.exempt().test(address)
                ? now
                : visits.last(address).map(last -> last.plus(pacing.pause())).orElse(now);
        Optional<Instant> closed = visits.closedUntil(address).filter(until -> until.isAfter(now));
        if (closed.isPresent()) {
            Duration asked = Duration.between(now, closed.get());
            if (asked.compareTo(MAX_WAIT) > 0) {
                throw new BadInputException(
                        "%s asks not to be asked before %s; start again then to go on, or name a mirror with --mirror."
                                .formatted(address.getAuthority(), closed.get()));
            }
            told.accept("%s is given %d s before it is asked again."
                    .formatted(address.getAuthority(), Math.max(1, asked.toSeconds())));
            next = next.isAfter(closed.get()) ? next : closed.get();
        }
        if (next.isAfter(now)) {
            // the log may be of a clock that was put back
            Duration wait = Duration.between(now, next);
            pacing.sleep(closed.isEmpty() && wait.compareTo(pacing.pause()) > 0 ? pacing.pause() : wait);
        }
    }

    /** Gives a server time before the next attempt. */
    void backOff(URI address, int attempt) {
        visits.close(address, backoff(attempt));
    }

    private static Duration backoff(int attempt) {
        return BACKOFF.multipliedBy(1L << (attempt - 1));
    }

    /** Returns how long a server asks to wait, in seconds or until a date (RFC 9110, section 10.2.3). */
    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").map(String::strip).flatMap(text -> {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            try {
                Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration wait = Duration.between(pacing.clock().instant(), until);
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait.plusSeconds(1));
            } catch (DateTimeException noDate) {
                return Optional.empty();
            }
        });
    }

    void drain(HttpResponse<InputStream> response) {
        try (InputStream in = web.body(response, "an answer", Long.MAX_VALUE)) {
            in.readNBytes(MAX_DRAINED_BYTES);
        } catch (IOException e) {
            // its connection is closed
        }
    }
}
