// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.gumshoe.Version;
import org.gumshoe.services.cli.http.Redacted;
import org.gumshoe.services.cli.http.ServerAddress;

/**
 * Settings of the access to libraries of books. There is no default address.
 *
 * @param site GUMSHOE_BOOKS_SITE, a site in Project Gutenberg's layout
 * @param mirror GUMSHOE_BOOKS_MIRROR, a mirror of it
 * @param feed GUMSHOE_BOOKS_FEED, an OPDS feed; where it is given, books come from it alone
 * @param contact GUMSHOE_BOOKS_CONTACT, without which nobody is asked
 * @param credentials of HTTP Basic, for the host of the site or feed
 */
public record LibrarySettings(
        Optional<URI> site, Optional<URI> mirror, Optional<URI> feed, String contact, Optional<String> credentials) {
    private static final String PREFIX = "GUMSHOE_BOOKS_";
    private static final String INSTEAD =
            "which show in many places; leave them out and set GUMSHOE_BOOKS_USER and GUMSHOE_BOOKS_PASSWORD";

    /**
     * Reads the settings.
     *
     * @param options of the command line, as SITE, MIRROR, FEED and CONTACT
     * @throws BadInputException when an address is none
     */
    public static LibrarySettings of(Map<String, String> environment, Map<String, String> options) {
        Optional<URI> feed = value(environment, options, "FEED")
                .map(text -> ServerAddress.parse(PREFIX + "FEED", text, "a feed of books", INSTEAD));
        boolean wantsSite = options.get("FEED") == null;
        return new LibrarySettings(
                wantsSite ? tree(environment, options, "SITE") : Optional.empty(),
                wantsSite ? tree(environment, options, "MIRROR") : Optional.empty(),
                options.get("SITE") == null && options.get("MIRROR") == null ? feed : Optional.empty(),
                value(environment, options, "CONTACT").orElse(""),
                value(environment, Map.of(), "USER").map(user -> credentials(user, environment)));
    }

    private static Optional<URI> tree(Map<String, String> environment, Map<String, String> options, String name) {
        return value(environment, options, name)
                .map(text -> ServerAddress.parse(
                        PREFIX + name,
                        text.replaceFirst("/*$", "/"),
                        "a library or mirror in Project Gutenberg's layout",
                        INSTEAD));
    }

    private static Optional<String> value(Map<String, String> environment, Map<String, String> options, String name) {
        String text = options.get(name) == null ? environment.get(PREFIX + name) : options.get(name);
        return Optional.ofNullable(text).map(String::strip).filter(t -> !t.isEmpty());
    }

    private static String credentials(String user, Map<String, String> environment) {
        String password = environment.getOrDefault(PREFIX + "PASSWORD", "");
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the agent that each request names.
     *
     * @throws BadInputException when there is no contact
     */
    String agent() {
        if (contact.isEmpty()) {
            throw new BadInputException("Libraries want to know whom to write to about a program that asks them; set "
                    + "GUMSHOE_BOOKS_CONTACT, or give --contact, to your mail address or the address of a page.");
        }
        if (!contact.matches("[!-~]+@[!-~]+|https?://[!-~]+") || contact.matches(".*[()<>\"\\\\].*")) {
            throw new BadInputException("The contact " + Redacted.of(contact) + " is neither a mail address nor the "
                    + "address of a page; set GUMSHOE_BOOKS_CONTACT, or give --contact, to one of these.");
        }
        return "gumshoe/" + Version.NUMBER + " (" + contact + ")";
    }

    /**
     * Returns the address that has the catalogue.
     *
     * @throws BadInputException when none is set
     */
    URI catalogue() {
        return feed.or(() -> site)
                .or(() -> mirror)
                .orElseThrow(() -> new BadInputException("No library is named; set GUMSHOE_BOOKS_SITE (or give --site) "
                        + "to the address of one in Project Gutenberg's layout, or GUMSHOE_BOOKS_FEED (--feed) to that "
                        + "of an OPDS feed."));
    }

    /** Returns whether an address is on the server of a mirror that is not the site's too. */
    boolean isMirror(URI address) {
        return mirror.filter(m -> isSameServer(m, address)).isPresent()
                && site.filter(s -> isSameServer(s, address)).isEmpty();
    }

    /** Returns whether the credentials may be sent to an address. */
    boolean isTrusted(URI address) {
        return feed.or(() -> site)
                .filter(own -> isSameServer(own, address) && own.getScheme().equals(address.getScheme()))
                .isPresent();
    }

    static boolean isSameServer(URI one, URI other) {
        return one.getAuthority().equalsIgnoreCase(other.getAuthority());
    }
}
