// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * A page of a feed of books: OPDS 1 or other Atom (XML), or OPDS 2 (JSON).
 *
 * @param entries books with at least one file that can be read
 * @param next address of the next page
 * @param feeds of a feed that only leads to others: titles and addresses
 */
public record OpdsFeed(List<CatalogueEntry> entries, Optional<URI> next, List<String> feeds) {
    private static final String ACQUISITION = "http://opds-spec.org/acquisition";
    private static final int MAX_NAMED = 10;

    /**
     * Reads a page.
     *
     * @param address that relative links start from
     * @throws BadInputException when it is no feed
     */
    public static OpdsFeed read(byte[] bytes, URI address) {
        String text =
                new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
        return text.startsWith("{") ? OpdsJson.read(text, address) : OpdsXml.read(bytes, address);
    }

    /**
     * Refuses a page that only leads to other feeds.
     *
     * @throws BadInputException naming them
     */
    public void requireBooks(URI address) {
        if (entries.isEmpty() && !feeds.isEmpty()) {
            throw new BadInputException("The feed %s holds no books and leads to others; name one of them: %s."
                    .formatted(
                            VisibleText.quoted(address.toString()),
                            feeds.stream()
                                    .limit(MAX_NAMED)
                                    .map(VisibleText::quoted)
                                    .collect(Collectors.joining(", "))));
        }
    }

    /** Returns whether a link gives the whole book without payment or loan. */
    static boolean isOpen(String relation) {
        return relation.equals(ACQUISITION)
                || relation.equals(ACQUISITION + "/open-access")
                || relation.equals("enclosure");
    }

    /** Returns an address of the web that a link leads to. */
    static Optional<URI> address(URI base, String link) {
        try {
            String text = link.strip().replace(" ", "%20");
            // URI.resolve takes the last name of the path away from before a query
            URI address = base.resolve(text.startsWith("?") ? base.getRawPath() + text : text);
            return Optional.of(address)
                    .filter(a -> !link.isBlank() && a.getHost() != null)
                    .filter(a -> a.getScheme().equals("http") || a.getScheme().equals("https"));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** Returns the year that a date begins with; null if there is none. */
    static Integer year(String date) {
        return date.strip().matches("\\d{4}\\b.*")
                ? Integer.valueOf(date.strip().substring(0, 4))
                : null;
    }

    static BadInputException noFeed(URI address, String begins) {
        return new BadInputException("%s is no feed of books (it begins with \"%s\"); check the address."
                .formatted(VisibleText.quoted(address.toString()), VisibleText.quoted(VisibleText.cut(begins, 60))));
    }
}
