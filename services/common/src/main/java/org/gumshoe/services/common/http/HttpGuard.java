// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;

/**
 * Guard of an HTTP server: it refuses what a web page of another site can make a browser send. A
 * browser names the page in Origin and Sec-Fetch-Site, and the site in Host, which tells a name that
 * was rebound to this machine. With a token it also refuses every program that does not know it.
 */
public final class HttpGuard {
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "[::]", "::");
    private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443);
    private static final String BEARER = "Bearer ";

    private final Set<String> names;
    private final Optional<byte[]> token;

    private HttpGuard(Set<String> names, Optional<byte[]> token) {
        this.names = names;
        this.token = token;
    }

    /**
     * Makes the guard of {@code host}, {@code gateway.hosts} and {@code gateway.token}.
     *
     * @throws BadSettingsException when one of them has not the form it needs
     */
    public static HttpGuard of(Settings settings) {
        Set<String> names = Arrays.stream(
                        (settings.get("gateway.hosts", "") + "," + settings.get("host", "")).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !WILDCARDS.contains(name))
                .map(HttpGuard::name)
                .collect(Collectors.toUnmodifiableSet());
        String token = settings.get("gateway.token", "");
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new BadSettingsException("Setting gateway.token must be printable ASCII without spaces: change"
                    + " GUMSHOE_GATEWAY_TOKEN, for instance to what `openssl rand -hex 32` prints.");
        }
        return new HttpGuard(
                names, token.isEmpty() ? Optional.empty() : Optional.of(token.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String name(String text) {
        // host may be a bare address of IPv6
        return Authority.parse(text.contains("::") && !text.startsWith("[") ? "[" + text + "]" : text)
                .filter(authority -> authority.port().isEmpty())
                .map(Authority::name)
                .orElseThrow(() -> new BadSettingsException("Setting host or gateway.hosts has a name that is none, '"
                        + text.replaceAll("\\p{C}", "?")
                        + "': give names or addresses without ports, separated by commas."));
    }

    /** Whether a token is set, so that {@link #requireToken} asks for it. */
    public boolean hasToken() {
        return token.isPresent();
    }

    /**
     * Refuses what a page of another site may have sent. A link on another site may open the page at
     * {@code /}, which shows that site nothing and changes nothing.
     *
     * @throws Refusal with status 403
     */
    public void refuseOtherSites(Context request) {
        Authority host = single(request, "Host")
                .flatMap(Authority::parse)
                .filter(this::isOurs)
                .orElseThrow(() -> Refusal.of(
                        403,
                        "The Host of this request is no name of this server: use localhost, or add the name to the"
                                + " setting gateway.hosts."));
        List<String> origins = values(request, "Origin");
        if (!origins.isEmpty() && !(origins.size() == 1 && isOwnOrigin(origins.getFirst(), host))) {
            throw Refusal.of(403, "This server answers no page of another site.");
        }
        // browsers say "none" when the user typed the address
        if (!Set.of("same-origin", "none").containsAll(values(request, "Sec-Fetch-Site")) && !opensThePage(request)) {
            throw Refusal.of(403, "This server answers no page of another site.");
        }
    }

    private static boolean opensThePage(Context request) {
        return request.method() == HandlerType.GET
                && request.path().equals("/")
                && values(request, "Sec-Fetch-Mode").equals(List.of("navigate"))
                && values(request, "Sec-Fetch-Dest").equals(List.of("document"));
    }

    /**
     * Refuses a body that a browser sends for a page of another site without asking first. It does
     * so for text and for bodies without a type; a browser too old for Origin is told by the header
     * that only a program or a page of ours can set.
     *
     * @throws Refusal with status 403
     */
    public void requireOwnSender(Context request) {
        if (values(request, "Origin").isEmpty()
                && values(request, "X-Requested-With").isEmpty()
                && !(token.isPresent() && knowsToken(request))) {
            throw Refusal.of(
                    403, "A request with this type of body needs the header X-Requested-With, with any value.");
        }
    }

    /**
     * Refuses a request without the token, when one is set.
     *
     * @throws Refusal with status 401
     */
    public void requireToken(Context request) {
        if (!knowsToken(request)) {
            throw Refusal.of(
                            401,
                            "This call needs the header 'Authorization: Bearer TOKEN', with the setting gateway.token.")
                    .with("WWW-Authenticate", "Bearer realm=\"gumshoe\"");
        }
    }

    /** Whether a request has the token; without a token every request is as good. */
    public boolean knowsToken(Context request) {
        return token.isEmpty()
                || single(request, "Authorization")
                        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .map(value -> value.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8))
                        .filter(given -> MessageDigest.isEqual(given, token.get()))
                        .isPresent();
    }

    private boolean isOurs(Authority host) {
        return host.isLoopback() || names.contains(host.name());
    }

    private boolean isOwnOrigin(String origin, Authority host) {
        String[] parts = origin.split("://", 2);
        Integer defaultPort = DEFAULT_PORTS.get(parts[0]);
        return parts.length == 2
                && defaultPort != null
                && Authority.parse(parts[1])
                        .filter(this::isOurs)
                        .filter(from ->
                                from.port().orElse(defaultPort) == host.port().orElse(defaultPort))
                        .isPresent();
    }

    private static Optional<String> single(Context request, String header) {
        List<String> values = values(request, header);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static List<String> values(Context request, String header) {
        return Collections.list(request.req().getHeaders(header));
    }
}
