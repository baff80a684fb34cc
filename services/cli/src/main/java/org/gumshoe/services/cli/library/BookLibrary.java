// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;
import org.gumshoe.catalogue.BookFormat;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.catalogue.GutenbergFiles;
import org.gumshoe.catalogue.ReceivedBook;
import org.gumshoe.catalogue.UnexpectedContentException;
import org.gumshoe.services.cli.http.Redacted;
import org.gumshoe.services.cli.http.WebClient;
import org.gumshoe.services.cli.library.LibraryDownload.Answer;
import org.gumshoe.services.cli.library.LibraryDownload.Outcome;

/** Library of books that is asked over the network, when the catalogue at hand does not do. */
public final class BookLibrary implements AutoCloseable {
    private static final long MAX_BOOK_BYTES = 256L << 20;
    private static final int MAX_DAMAGED = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LibrarySettings settings;
    private final VisitLog visits;
    private final CatalogueStore catalogues;
    private final LibraryDownload download;
    private final Consumer<String> told;

    /**
     * Opens a library.
     *
     * @param home directory of the log of visits and of catalogues
     * @param told receives sentences about waits, and about files that are passed over
     */
    public static BookLibrary open(LibrarySettings settings, Path home, Consumer<String> told) {
        return new BookLibrary(settings, home, Pacing.real(), PATIENCE, told);
    }

    BookLibrary(LibrarySettings settings, Path home, Pacing pacing, Duration patience, Consumer<String> told) {
        this.settings = settings;
        this.told = told;
        this.visits = new VisitLog(home, pacing.clock());
        LibraryClient client = new LibraryClient(settings, visits, pacing, new WebClient(patience), told);
        this.catalogues = new CatalogueStore(home.resolve("catalogues"), client, told);
        this.download = new LibraryDownload(client, MAX_BOOK_BYTES);
    }

    /**
     * A book as it is to be kept.
     *
     * @param source address that it came from
     */
    public record FetchedBook(byte[] bytes, BookFormat format, URI source) {}

    /** @param bytes as a feed tells; 0 if nobody does */
    private record Candidate(URI address, BookFormat format, long bytes) {}

    /**
     * Returns the books of the catalogue or feed.
     *
     * @param asks whether the server is asked for a newer one; one that is missing is asked for
     *     anyway
     */
    public List<CatalogueEntry> catalogue(boolean asks) {
        URI address = settings.catalogue();
        return settings.feed().isPresent() ? catalogues.feed(address, asks) : catalogues.gutenberg(address, asks);
    }

    /**
     * Fetches a book in the first of the formats that there is.
     *
     * @param incoming directory of what has come of it, so that it can go on there
     * @return empty if it has none of the files
     * @throws BadInputException when no more books are to be fetched now
     */
    public Optional<FetchedBook> fetch(CatalogueEntry book, List<BookFormat> formats, Path incoming) {
        return first(book.number(), candidates(book, formats), incoming);
    }

    /**
     * Fetches a book whose place at the site is known.
     *
     * @param path relative to the site
     */
    public Optional<FetchedBook> fetch(String id, String path, Path incoming) {
        URI site = settings.site().or(settings::mirror).orElseGet(settings::catalogue);
        return first(
                id,
                List.of(new Candidate(
                        site.resolve(path), BookFormat.ofName(path).orElse(BookFormat.TXT), 0)),
                incoming);
    }

    private List<Candidate> candidates(CatalogueEntry book, List<BookFormat> formats) {
        List<Candidate> candidates = new ArrayList<>();
        if (settings.feed().isPresent()) {
            book.files().stream()
                    .filter(file -> formats.contains(file.format()))
                    .sorted(Comparator.comparing(file -> formats.indexOf(file.format())))
                    .forEach(file -> candidates.add(new Candidate(file.address(), file.format(), file.bytes())));
        } else {
            for (URI base : List.of(settings.mirror(), settings.site()).stream()
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList()) {
                GutenbergFiles.names(book.number(), formats)
                        .forEach(name -> candidates.add(new Candidate(base.resolve(name.path()), name.format(), 0)));
            }
        }
        return candidates;
    }

    private Optional<FetchedBook> first(String book, List<Candidate> candidates, Path incoming) {
        for (Candidate candidate : candidates) {
            requireRoom(candidate.address, book);
            Optional<FetchedBook> fetched = fetch(candidate, incoming.resolve("book.part"));
            if (fetched.isPresent()) {
                return fetched;
            }
        }
        return Optional.empty();
    }

    private void requireRoom(URI address, String book) {
        if (settings.isMirror(address)) {
            return;
        }
        Instant room = visits.take(address, book);
        if (room.isAfter(visits.now())) {
            throw new BadInputException(
                    "%d books were fetched from %s within a day, and more are too many for it; go on after %s, or name a mirror with --mirror."
                            .formatted(VisitLog.MAX_BOOKS, address.getAuthority(), room));
        }
    }

    private Optional<FetchedBook> fetch(Candidate candidate, Path part) {
        for (int attempt = 1; attempt <= MAX_DAMAGED; attempt++) {
            try {
                Answer answer = download.receive(candidate.address, Map.of(), part);
                if (answer.outcome() != Outcome.RECEIVED) {
                    return Optional.empty();
                }
                byte[] bytes = ReceivedBook.check(part, candidate.format, answer.charset());
                tellLength(candidate, Files.size(part));
                LibraryDownload.discard(part);
                return Optional.of(new FetchedBook(bytes, candidate.format, answer.source()));
            } catch (UnexpectedContentException e) {
                discard(part);
                if (isFinal(candidate, e)) {
                    return Optional.empty();
                }
            } catch (IOException e) {
                told.accept("%s breaks off (%s)."
                        .formatted(Redacted.of(candidate.address), Redacted.of(String.valueOf(e.getMessage()))));
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Tells of a length that is not the feed's; what came is whole as far as its format shows. */
    private void tellLength(Candidate candidate, long bytes) {
        if (candidate.bytes > 0 && candidate.bytes != bytes) {
            told.accept("%s has %d bytes, and the feed tells of %d; get the feed anew, and compare."
                    .formatted(Redacted.of(candidate.address), bytes, candidate.bytes));
        }
    }

    /**
     * Tells what came instead of a book.
     *
     * @return whether it would be no use to ask again
     * @throws BadInputException when the server takes this for a robot
     */
    private boolean isFinal(Candidate candidate, UnexpectedContentException content) {
        String what = Redacted.of(candidate.address) + " " + content.getMessage();
        if (content.kind() == UnexpectedContentException.Kind.BLOCK) {
            throw new BadInputException(
                    what + " instead of a book, and is not kept; the server takes this program for a "
                            + "robot and is asked no more: wait some days, or name a mirror with --mirror.");
        }
        told.accept(what + " instead of a book, and is not kept.");
        return content.kind() == UnexpectedContentException.Kind.PAGE;
    }

    private static void discard(Path part) {
        try {
            LibraryDownload.discard(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        visits.close();
    }
}
