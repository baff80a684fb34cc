// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.gumshoe.BadInputException;

/**
 * Requests to a hub. The token goes to the hub alone: large files come from other hosts, to which a
 * redirect leads.
 */
final class HubClient {
    static final int NOTHING_MORE = 416;

    private static final int REDIRECTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();
    private final URI endpoint;
    private final Optional<String> token;

    HubClient(URI endpoint, Optional<String> token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /**
     * What is published under a name.
     *
     * @param etag SHA-256 of a large file, Git's hash of a small one
     * @param size in bytes
     */
    record Published(String file, URI address, String etag, long size) {}

    URI address(String path) {
        return URI.create(endpoint + "/" + path);
    }

    String text(HubName name, URI address) throws IOException {
        try (InputStream in = get(name, address, 0).body()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * The first answer that names a hash tells; behind its redirect lies another server, with other
     * marks.
     */
    Published published(HubName name, String file, URI address) throws IOException {
        URI at = address;
        for (int i = 0; i <= REDIRECTS; i++) {
            HttpResponse<InputStream> response = send("HEAD", at, 0);
            response.body().close();
            HttpHeaders headers = response.headers();
            Optional<String> linked = headers.firstValue("X-Linked-Etag");
            if (response.statusCode() / 100 != 3) {
                check(name, response);
                return published(
                        file,
                        address,
                        linked.or(() -> headers.firstValue("ETag")),
                        headers.firstValue("X-Linked-Size").or(() -> headers.firstValue("Content-Length")));
            }
            if (linked.isPresent()) {
                return published(file, address, linked, headers.firstValue("X-Linked-Size"));
            }
            at = location(at, response);
        }
        throw tooManyRedirects(address);
    }

    private Published published(String file, URI address, Optional<String> etag, Optional<String> size) {
        String mark =
                etag.map(text -> text.replaceFirst("^W/", "").replace("\"", "")).orElse("");
        if (!mark.matches("[\\w-]+") || !size.orElse("").matches("\\d{1,18}")) {
            throw new BadInputException("The hub at " + endpoint + " does not say how large " + file
                    + " is and by what mark it is known; check HF_ENDPOINT.");
        }
        return new Published(file, address, mark, Long.parseLong(size.get()));
    }

    /**
     * Content from byte {@code from} on: status 206, or 200 from a server that begins again, or 416
     * where there is no more.
     */
    HttpResponse<InputStream> get(HubName name, URI address, long from) throws IOException {
        URI at = address;
        for (int i = 0; i <= REDIRECTS; i++) {
            HttpResponse<InputStream> response = send("GET", at, from);
            if (response.statusCode() / 100 != 3) {
                if (response.statusCode() != NOTHING_MORE) {
                    check(name, response);
                }
                return response;
            }
            response.body().close();
            at = location(at, response);
        }
        throw tooManyRedirects(address);
    }

    private HttpResponse<InputStream> send(String method, URI address, long from) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .header("User-Agent", "gumshoe");
        if (address.getScheme().equals(endpoint.getScheme())
                && address.getAuthority().equals(endpoint.getAuthority())) {
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        }
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException("Fetching " + address + " was interrupted; start again to resume.", e);
        }
    }

    private static URI location(URI at, HttpResponse<?> response) throws IOException {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            URI next = at.resolve(location);
            if (location.isEmpty() || !next.getScheme().matches("https?") || next.getAuthority() == null) {
                throw new IOException(at + " redirects to \"" + location + "\", which is no address");
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw new IOException(at + " redirects to \"" + location + "\", which is no address", e);
        }
    }

    private static IOException tooManyRedirects(URI address) {
        return new IOException(address + " redirects more than " + REDIRECTS + " times");
    }

    private void check(HubName name, HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return;
        }
        response.body().close();
        switch (status) {
            case 401, 403 ->
                throw new BadInputException(
                        "The hub does not give out %s (status %d): it does not exist, or is private or under terms; %s"
                                .formatted(
                                        name.id(),
                                        status,
                                        token.isPresent()
                                                ? "check its name, and that your HF_TOKEN has access to it."
                                                : "check its name, or set HF_TOKEN to a token that has access to it."));
            case 404 ->
                throw new BadInputException("The hub at " + endpoint + " has no model " + name.id() + " in revision "
                        + name.revision() + "; check its name, or give a local path.");
            default ->
                throw new IOException(
                        "status " + status + " from " + response.uri().getHost());
        }
    }
}
