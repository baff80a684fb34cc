// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.gumshoe.services.cli.http.Redacted;
import org.gumshoe.services.cli.http.WebClient;

/**
 * HTTP client of the Hugging Face hub. It sends the token only to the hub: redirects lead to other
 * hosts, which serve the large files.
 */
final class HuggingFaceClient {
    private static final long MAX_LISTING_BYTES = 16_000_000;

    private final WebClient web;
    private final URI endpoint;
    private final Optional<String> token;

    /** @param patience how long a response may stall */
    HuggingFaceClient(URI endpoint, Optional<String> token, Duration patience) {
        this.web = new WebClient(patience);
        this.endpoint = endpoint;
        this.token = token;
    }

    /**
     * File that the hub publishes.
     *
     * @param etag SHA-256 of a large file, Git's SHA-1 of a small one, in hexadecimal digits
     * @param size in bytes
     */
    record RemoteFile(String file, URI address, String etag, long size) {}

    URI address(String path) {
        return URI.create(endpoint + "/" + path);
    }

    String text(HuggingFaceName name, URI address) throws IOException {
        try (InputStream in = body(get(name, address, 0), "the list of files of " + name.id(), MAX_LISTING_BYTES)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the body of a response, which may have so many bytes. */
    InputStream body(HttpResponse<InputStream> response, String what, long limit) {
        return web.body(response, what, limit);
    }

    /**
     * Asks for the hash and size of a file. The first response that names a hash counts; after its
     * redirect, another server answers with other etags.
     */
    RemoteFile head(HuggingFaceName name, String file, URI address) throws IOException {
        URI current = address;
        for (int i = 0; i <= WebClient.MAX_REDIRECTS; i++) {
            HttpResponse<InputStream> response = send("HEAD", current, 0);
            response.body().close();
            HttpHeaders headers = response.headers();
            Optional<String> linked = headers.firstValue("X-Linked-Etag");
            if (response.statusCode() / 100 != 3) {
                check(name, response);
                return remoteFile(
                        file,
                        address,
                        linked.or(() -> headers.firstValue("ETag")),
                        headers.firstValue("X-Linked-Size").or(() -> headers.firstValue("Content-Length")));
            }
            if (linked.isPresent()) {
                return remoteFile(file, address, linked, headers.firstValue("X-Linked-Size"));
            }
            current = WebClient.location(current, response);
        }
        throw WebClient.tooManyRedirects(address);
    }

    private RemoteFile remoteFile(String file, URI address, Optional<String> etag, Optional<String> size) {
        String hash = etag.map(text -> text.strip().replaceFirst("^W/", "").replace("\"", ""))
                .map(text -> text.toLowerCase(Locale.ROOT))
                .orElse("");
        // what has no hash cannot be checked, and is not fetched
        if (!hash.matches("[0-9a-f]{64}|[0-9a-f]{40}") || !size.orElse("").matches("\\d{1,18}")) {
            throw new BadInputException("The hub at " + endpoint + " does not report the size and hash of " + file
                    + " (its etag is " + Redacted.of(etag.orElse("missing"))
                    + "), so it could not be checked; check HF_ENDPOINT, or fetch the model by other means and"
                    + " give its path.");
        }
        return new RemoteFile(file, address, hash, Long.parseLong(size.get()));
    }

    /**
     * Gets the content from byte {@code from} on. The status is 206; or 200 from a server that
     * starts at the beginning; or 416 where there is no more content.
     */
    HttpResponse<InputStream> get(HuggingFaceName name, URI address, long from) throws IOException {
        URI current = address;
        for (int i = 0; i <= WebClient.MAX_REDIRECTS; i++) {
            HttpResponse<InputStream> response = send("GET", current, from);
            if (response.statusCode() / 100 != 3) {
                if (response.statusCode() != WebClient.RANGE_NOT_SATISFIABLE) {
                    check(name, response);
                }
                return response;
            }
            response.body().close();
            current = WebClient.location(current, response);
        }
        throw WebClient.tooManyRedirects(address);
    }

    private HttpResponse<InputStream> send(String method, URI address, long from) throws IOException {
        HttpRequest.Builder request = web.request(method, address).header("User-Agent", "gumshoe");
        if (address.getScheme().equals(endpoint.getScheme())
                && address.getAuthority().equals(endpoint.getAuthority())) {
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        }
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        return web.send(request.build());
    }

    private void check(HuggingFaceName name, HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return;
        }
        response.body().close();
        switch (status) {
            case 401, 403 -> throw refused(name, status);
            case 404 ->
                throw new BadInputException("The hub at " + endpoint + " has no model " + name.id() + " in revision "
                        + name.revision() + "; check its name, or give a local path.");
            default ->
                throw new IOException(
                        "status " + status + " from " + response.uri().getHost());
        }
    }

    private BadInputException refused(HuggingFaceName name, int status) {
        String remedy = token.isPresent()
                ? "check its name, and that your HF_TOKEN has access to it."
                : "check its name, or set HF_TOKEN to a token that has access to it.";
        return new BadInputException("The hub refuses access to " + name.id() + " (status " + status
                + "): the model does not exist, is private, or has terms to accept; " + remedy);
    }
}
