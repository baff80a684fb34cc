// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.gumshoe.BadInputException;

/** HTTP client under those of the hub and of libraries. It leaves redirects to them. */
public final class WebClient {
    public static final int RANGE_NOT_SATISFIABLE = 416;
    public static final int MAX_REDIRECTS = 5;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();
    private final Duration patience;

    /** @param patience how long a response may stall */
    public WebClient(Duration patience) {
        this.patience = patience;
    }

    public HttpRequest.Builder request(String method, URI address) {
        return HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(TIMEOUT);
    }

    public HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException(
                    "Fetching " + Redacted.of(request.uri()) + " was interrupted; start again to resume.", e);
        }
    }

    /** Returns the body of a response, which may have so many bytes. */
    public InputStream body(HttpResponse<InputStream> response, String what, long limit) {
        return new BoundedBody(response.body(), what, limit, patience);
    }

    /** Returns where a redirect leads. */
    public static URI location(URI current, HttpResponse<?> response) throws IOException {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            URI next = current.resolve(location);
            if (location.isEmpty() || !next.getScheme().matches("https?") || next.getAuthority() == null) {
                throw notAnAddress(current, location);
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw notAnAddress(current, location); // the cause holds the address
        }
    }

    private static IOException notAnAddress(URI current, String location) {
        return new IOException(
                Redacted.of(current) + " redirects to \"" + Redacted.of(location) + "\", which is not an address");
    }

    public static IOException tooManyRedirects(URI address) {
        return new IOException(Redacted.of(address) + " redirects more than " + MAX_REDIRECTS + " times");
    }
}
