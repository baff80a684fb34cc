// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.catalogue.GutenbergCatalogue;
import org.gumshoe.catalogue.OpdsFeed;
import org.gumshoe.services.cli.http.Redacted;
import org.gumshoe.services.cli.library.LibraryDownload.Answer;

/**
 * Store of the catalogues and pages of feeds that were fetched. Each is asked for under the condition
 * that it has changed, and replaces the former one only if it can be read.
 */
final class CatalogueStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_BYTES = 512L << 20;
    private static final int MAX_PAGES = 2000;

    private final Path directory;
    private final LibraryClient client;
    private final Consumer<String> told;

    CatalogueStore(Path directory, LibraryClient client, Consumer<String> told) {
        this.directory = directory;
        this.client = client;
        this.told = told;
    }

    /** Reads one stored file, or refuses it. */
    private interface PageReader<T> {
        T read(InputStream in) throws IOException;
    }

    /**
     * Returns the books of a site in Project Gutenberg's layout.
     *
     * @param asks whether the site is asked for a newer catalogue; one that is missing is asked for
     *     anyway
     */
    List<CatalogueEntry> gutenberg(URI site, boolean asks) {
        for (String path : GutenbergCatalogue.PATHS) {
            URI address = site.resolve(path);
            Optional<List<CatalogueEntry>> found =
                    page(address, asks, in -> GutenbergCatalogue.read(in, address.toString(), told));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new BadInputException("%s has no catalogue (%s); check the address, or name an OPDS feed with --feed."
                .formatted(Redacted.of(site), String.join(", ", GutenbergCatalogue.PATHS)));
    }

    /** Returns the books of a feed, of all of its pages. */
    List<CatalogueEntry> feed(URI address, boolean asks) {
        Map<String, CatalogueEntry> books = new LinkedHashMap<>();
        Set<URI> visited = new LinkedHashSet<>();
        Optional<URI> next = Optional.of(address);
        while (next.isPresent() && visited.add(next.get())) {
            URI at = next.get();
            if (visited.size() > MAX_PAGES) {
                throw new BadInputException("The feed %s has more than %d pages; name a smaller one."
                        .formatted(Redacted.of(address), MAX_PAGES));
            }
            OpdsFeed page = page(at, asks, in -> OpdsFeed.read(in.readAllBytes(), at))
                    .orElseThrow(() -> new BadInputException(
                            "There is no feed at %s; check the address.".formatted(Redacted.of(at))));
            if (books.isEmpty()) {
                page.requireBooks(at);
            }
            page.entries().forEach(book -> books.putIfAbsent(book.number(), book));
            next = page.next();
        }
        return List.copyOf(books.values());
    }

    /** Returns a page; empty if there is none. */
    private <T> Optional<T> page(URI address, boolean asks, PageReader<T> reader) {
        Path note = directory.resolve(
                UUID.nameUUIDFromBytes(address.toString().getBytes(StandardCharsets.UTF_8)) + ".json");
        try {
            Optional<ObjectNode> stored = stored(note);
            if (stored.isPresent() && !asks) {
                return Optional.of(read(file(stored.get()), reader));
            }
            Map<String, String> conditions = new LinkedHashMap<>();
            stored.ifPresent(of -> {
                Optional.ofNullable(of.get("etag")).ifPresent(etag -> conditions.put("If-None-Match", etag.asText()));
                Optional.ofNullable(of.get("modified"))
                        .ifPresent(time -> conditions.put("If-Modified-Since", time.asText()));
            });
            Path part = note.resolveSibling(note.getFileName() + ".part");
            Answer answer = new LibraryDownload(client, MAX_BYTES).receive(address, conditions, part);
            return switch (answer.outcome()) {
                case MISSING -> Optional.empty();
                case UNCHANGED -> Optional.of(unchanged(address, stored, reader));
                case RECEIVED -> Optional.of(replaced(address, note, part, answer, stored, reader));
            };
        } catch (IOException e) {
            throw new BadInputException(
                    "%s could not be fetched whole (%s); start again to go on."
                            .formatted(Redacted.of(address), Redacted.of(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private <T> T unchanged(URI address, Optional<ObjectNode> stored, PageReader<T> reader) throws IOException {
        ObjectNode note = stored.orElseThrow(() -> new IOException("status 304 without a condition"));
        told.accept("%s has not changed since %s."
                .formatted(Redacted.of(address), note.path("fetched").asText()));
        return read(file(note), reader);
    }

    private <T> T replaced(
            URI address, Path note, Path part, Answer answer, Optional<ObjectNode> former, PageReader<T> reader)
            throws IOException {
        T content;
        try {
            content = read(part, reader);
        } catch (BadInputException e) {
            LibraryDownload.discard(part);
            throw e;
        }
        Path file = directory.resolve(UUID.randomUUID() + ".page");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        LibraryDownload.discard(part);
        ObjectNode about = JSON.createObjectNode()
                .put("address", address.toString())
                .put("file", file.getFileName().toString())
                .put("fetched", Instant.now().toString());
        answer.etag().ifPresent(etag -> about.put("etag", etag));
        answer.modified().ifPresent(time -> about.put("modified", time));
        Path partialNote = note.resolveSibling(note.getFileName() + ".new");
        JSON.writeValue(partialNote.toFile(), about);
        Files.move(partialNote, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (former.isPresent()) {
            Files.deleteIfExists(file(former.get()));
        }
        return content;
    }

    private static <T> T read(Path file, PageReader<T> reader) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return reader.read(in);
        }
    }

    /** Returns the note on a stored page, if the page is there too. */
    private Optional<ObjectNode> stored(Path note) {
        try {
            return Files.exists(note) && JSON.readTree(note.toFile()) instanceof ObjectNode about
                    ? Optional.of(about).filter(of -> Files.isRegularFile(file(of)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is fetched again
        }
    }

    private Path file(ObjectNode note) {
        return directory.resolve(Path.of(note.path("file").asText()).getFileName());
    }
}
