// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reader of OPDS 2 feeds (JSON). */
final class OpdsJson {
    private static final List<String> OTHERS = List.of("translator", "illustrator", "editor", "contributor");

    private final URI address;

    private OpdsJson(URI address) {
        this.address = address;
    }

    static OpdsFeed read(String text, URI address) {
        try {
            JsonNode feed = new ObjectMapper().readTree(text);
            boolean isFeed =
                    List.of("publications", "navigation", "groups").stream().anyMatch(feed::has);
            if (!isFeed) {
                throw OpdsFeed.noFeed(address, text);
            }
            return new OpdsJson(address).feed(feed);
        } catch (JsonProcessingException e) {
            throw OpdsFeed.noFeed(address, text);
        }
    }

    private OpdsFeed feed(JsonNode feed) {
        List<CatalogueEntry> entries = new ArrayList<>();
        List<String> feeds = new ArrayList<>();
        List<JsonNode> parts = new ArrayList<>(List.of(feed));
        feed.path("groups").forEach(parts::add);
        for (JsonNode part : parts) {
            part.path("publications").forEach(book -> entry(book).ifPresent(entries::add));
            part.path("navigation")
                    .forEach(link -> link(link)
                            .ifPresent(other -> feeds.add(link.path("title").asText() + " " + other)));
        }
        Optional<URI> next = list(feed.path("links")).stream()
                .filter(link -> relations(link).contains("next"))
                .flatMap(link -> link(link).stream())
                .findFirst();
        return new OpdsFeed(entries, next, feeds);
    }

    private Optional<CatalogueEntry> entry(JsonNode book) {
        List<Acquisition> files = list(book.path("links")).stream()
                .filter(link -> relations(link).stream().anyMatch(OpdsFeed::isOpen))
                .flatMap(link -> BookFormat.ofMediaType(link.path("type").asText())
                        .flatMap(format -> link(link)
                                .map(file -> new Acquisition(
                                        file,
                                        format,
                                        Math.max(
                                                0,
                                                link.path("size")
                                                        .asLong(link.path("length")
                                                                .asLong())))))
                        .stream())
                .toList();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        JsonNode about = book.path("metadata");
        List<Contributor> people = new ArrayList<>();
        names(about.path("author")).forEach(name -> people.add(Contributor.parse(name)));
        OTHERS.forEach(
                role -> names(about.path(role)).forEach(name -> people.add(new Contributor(name, null, null, role))));
        String id = about.path("identifier").asText();
        return Optional.of(new CatalogueEntry(
                CatalogueEntry.line(id.isBlank() ? files.getFirst().address().toString() : id),
                CatalogueEntry.line(name(about.path("title"))),
                OpdsFeed.year(about.path("published").asText()),
                names(about.path("language")),
                people,
                names(about.path("subject")),
                List.of(),
                names(about.path("belongsTo").path("collection")),
                files));
    }

    private Optional<URI> link(JsonNode link) {
        return link.path("templated").asBoolean()
                ? Optional.empty()
                : OpdsFeed.address(address, link.path("href").asText());
    }

    private static List<String> relations(JsonNode link) {
        return list(link.path("rel")).stream().map(JsonNode::asText).toList();
    }

    /** Returns the names in a text, an object with a name, or a list of these. */
    private static List<String> names(JsonNode node) {
        return list(node).stream()
                .map(OpdsJson::name)
                .map(CatalogueEntry::line)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Returns a text, that of an object's name, or that of the first of its languages. */
    private static String name(JsonNode node) {
        if (!node.isObject()) {
            return node.asText();
        }
        return node.has("name")
                ? name(node.path("name"))
                : node.elements().hasNext() ? node.elements().next().asText() : "";
    }

    private static List<JsonNode> list(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).toList()
                : node.isMissingNode() || node.isNull() ? List.of() : List.of(node);
    }
}
