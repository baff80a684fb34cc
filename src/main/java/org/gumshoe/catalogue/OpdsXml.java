// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** Reader of Atom feeds with OPDS 1's links. Jsoup's parser follows no entity out of the file. */
final class OpdsXml {
    private final URI address;

    private OpdsXml(URI address) {
        this.address = address;
    }

    static OpdsFeed read(byte[] bytes, URI address) {
        try {
            Element root = Jsoup.parse(new ByteArrayInputStream(bytes), null, address.toString(), Parser.xmlParser())
                    .firstElementChild();
            if (root == null || !name(root).equals("feed")) {
                throw OpdsFeed.noFeed(
                        address, root == null ? "" : root.outerHtml().strip());
            }
            return new OpdsXml(address).feed(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OpdsFeed feed(Element feed) {
        List<CatalogueEntry> entries = new ArrayList<>();
        List<String> feeds = new ArrayList<>();
        for (Element entry : children(feed, "entry")) {
            List<Acquisition> files = children(entry, "link").stream()
                    .filter(link -> OpdsFeed.isOpen(link.attr("rel")))
                    .map(this::file)
                    .filter(Objects::nonNull)
                    .toList();
            if (!files.isEmpty()) {
                entries.add(entry(entry, files));
            } else {
                children(entry, "link").stream()
                        .filter(link -> link.attr("type").contains("application/atom+xml"))
                        .flatMap(link -> OpdsFeed.address(base(link), link.attr("href")).stream())
                        .findFirst()
                        .ifPresent(other -> feeds.add(text(entry, "title") + " " + other));
            }
        }
        Optional<URI> next = children(feed, "link").stream()
                .filter(link -> link.attr("rel").equals("next"))
                .flatMap(link -> OpdsFeed.address(base(link), link.attr("href")).stream())
                .findFirst();
        return new OpdsFeed(entries, next, feeds);
    }

    private CatalogueEntry entry(Element entry, List<Acquisition> files) {
        List<Contributor> people = new ArrayList<>();
        children(entry, "author")
                .forEach(author -> people.add(Contributor.parse(CatalogueEntry.line(text(author, "name")))));
        children(entry, "contributor").forEach(other -> {
            people.add(new Contributor(CatalogueEntry.line(text(other, "name")), null, null, "Contributor"));
        });
        people.removeIf(person -> person.name().isBlank());
        String issued = text(entry, "issued");
        String id = text(entry, "id");
        return new CatalogueEntry(
                CatalogueEntry.line(id.isBlank() ? files.getFirst().address().toString() : id),
                CatalogueEntry.line(text(entry, "title")),
                OpdsFeed.year(issued.isBlank() ? text(entry, "published") : issued),
                children(entry, "language").stream()
                        .map(language -> CatalogueEntry.line(language.text()))
                        .toList(),
                people,
                children(entry, "category").stream()
                        .map(category -> category.hasAttr("label") ? category.attr("label") : category.attr("term"))
                        .flatMap(category -> CatalogueEntry.values(category).stream())
                        .distinct()
                        .toList(),
                List.of(),
                List.of(),
                files);
    }

    /** Returns the file that a link leads to; null unless its format can be read. */
    private Acquisition file(Element link) {
        String length = link.attr("length").strip();
        return BookFormat.ofMediaType(link.attr("type"))
                .flatMap(format -> OpdsFeed.address(base(link), link.attr("href"))
                        .map(file -> new Acquisition(
                                file, format, length.matches("\\d{1,12}") ? Long.parseLong(length) : 0)))
                .orElse(null);
    }

    private URI base(Element link) {
        for (Element at = link; at != null; at = at.parent()) {
            if (at.hasAttr("xml:base")) {
                return OpdsFeed.address(address, at.attr("xml:base")).orElse(address);
            }
        }
        return address;
    }

    private static List<Element> children(Element parent, String name) {
        return parent.children().stream()
                .filter(child -> name(child).equals(name))
                .toList();
    }

    private static String text(Element parent, String name) {
        return children(parent, name).stream().findFirst().map(Element::text).orElse("");
    }

    /** Returns an element's name without a prefix: {@code dc:language} and {@code dcterms:language} are one. */
    private static String name(Element element) {
        return element.tagName().replaceFirst("^[^:]*:", "");
    }
}
