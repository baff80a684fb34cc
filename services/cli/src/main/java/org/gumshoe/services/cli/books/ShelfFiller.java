// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;
import org.gumshoe.Sha256;
import org.gumshoe.VisibleText;
import org.gumshoe.catalogue.BookFormat;
import org.gumshoe.catalogue.BookList.Wanted;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.catalogue.ShelfManifest;
import org.gumshoe.catalogue.ShelfManifest.ShelvedBook;
import org.gumshoe.catalogue.WordQuery;
import org.gumshoe.services.cli.library.BookLibrary;
import org.gumshoe.services.cli.library.BookLibrary.FetchedBook;
import org.gumshoe.text.Books;

/**
 * Filler of a directory with books of a library. Each book is read before it is kept; the manifest
 * names it as soon as it is there.
 */
final class ShelfFiller {
    private static final String RIGHTS =
            "in the public domain in the USA unless the text says otherwise; check the law of your country";

    private final BookLibrary library;
    private final Path directory;
    private final Path incoming;
    private final List<BookFormat> formats;
    private final List<WordQuery> labels;
    private final PrintWriter out;
    private final Consumer<String> told;
    private final ShelfManifest manifest;
    private int fetched;
    private int there;
    private int leftOut;

    ShelfFiller(
            BookLibrary library,
            Path directory,
            List<BookFormat> formats,
            List<WordQuery> labels,
            PrintWriter out,
            Consumer<String> told) {
        this.library = library;
        this.directory = directory;
        this.incoming = directory.resolve(".incoming");
        this.formats = formats;
        this.labels = labels;
        this.out = out;
        this.told = told;
        try {
            Files.createDirectories(incoming);
        } catch (IOException e) {
            throw new BadInputException(
                    "Books cannot be kept in %s (%s); give another --out.".formatted(directory, e.getMessage()), e);
        }
        this.manifest = ShelfManifest.open(directory);
    }

    /**
     * A book to be fetched.
     *
     * @param id that it shall have; null for that of author and title
     * @param entry of the catalogue; null where the path says where it is
     * @param number by which the manifest knows it
     */
    record Order(
            String id,
            String author,
            String title,
            List<String> subjects,
            String number,
            CatalogueEntry entry,
            String path) {
        static Order of(CatalogueEntry entry) {
            return new Order(null, entry.author(), entry.title(), entry.subjects(), entry.number(), entry, null);
        }

        static Order of(Wanted wanted, CatalogueEntry entry) {
            return new Order(
                    wanted.id(),
                    wanted.author(),
                    wanted.title(),
                    wanted.subjects().isEmpty() ? entry.subjects() : wanted.subjects(),
                    entry.number(),
                    entry,
                    null);
        }

        static Order of(Wanted wanted) {
            return new Order(
                    wanted.id(),
                    wanted.author(),
                    wanted.title(),
                    wanted.subjects(),
                    wanted.path(),
                    null,
                    wanted.path());
        }
    }

    /** Returns the file of a book, which is fetched unless it is there; empty if it cannot be had. */
    Optional<Path> fill(Order order) {
        String id = id(order);
        Optional<ShelvedBook> former = manifest.book(id);
        if (former.filter(this::isThere).isPresent()) {
            there++;
            return former.map(this::file);
        }
        Optional<FetchedBook> book = order.path == null
                ? library.fetch(order.entry, formats, incoming)
                : library.fetch(id, order.path, incoming);
        if (book.isEmpty()) {
            leaveOut(id, "could not be had in " + formats);
            return Optional.empty();
        }
        return keep(order, id, book.get());
    }

    private Optional<Path> keep(Order order, String id, FetchedBook book) {
        String name = id + "." + book.format().extension();
        Path fresh = incoming.resolve(name);
        Path file = directory.resolve(name);
        try {
            Files.write(fresh, book.bytes());
            Books.read(fresh);
            boolean isOther = Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), book.bytes());
            if (isOther) {
                Files.delete(fresh);
                leaveOut(id, "is there with another text as " + file + ", which is left as it is; move or delete it");
                return Optional.empty();
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (BadInputException e) {
            leaveOut(id, "cannot be read (" + e.getMessage().replaceFirst("\\.$", "") + ")");
            deleteIfExists(fresh);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        manifest.put(new ShelvedBook(
                id,
                order.author,
                order.title,
                order.subjects,
                FilterOptions.label(labels, order.subjects),
                order.number,
                name,
                book.source().toString().replaceFirst("[?#].*", ""), // which may hold a secret
                Sha256.hex(book.bytes()),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                RIGHTS));
        fetched++;
        out.printf("%s%n", VisibleText.line(name));
        out.flush();
        return Optional.of(file);
    }

    /** Returns the id of a book: the one that it has on the shelf, or one that no other has. */
    private String id(Order order) {
        if (order.id != null) {
            return order.id;
        }
        return manifest.numbered(order.number).map(ShelvedBook::id).orElseGet(() -> {
            String id = order.entry.id();
            return manifest.book(id).isEmpty() ? id : id + "-" + Books.id("", order.number);
        });
    }

    private Path file(ShelvedBook book) {
        return directory.resolve(Path.of(book.file()).getFileName());
    }

    private boolean isThere(ShelvedBook book) {
        Path file = file(book);
        if (!Files.exists(file)) {
            return false;
        }
        try {
            if (!Sha256.hex(Files.readAllBytes(file)).equals(book.sha256())) {
                tell(file + " was changed since it was fetched and is left as it is; delete it to fetch it anew.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /** Deletes a file, or a directory that is empty. */
    private static void deleteIfExists(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // a part of a book is there, with which the next run goes on
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tell(String sentence) {
        told.accept(sentence);
    }

    void leaveOut(String book, String why) {
        leftOut++;
        told.accept(book + " " + why + ".");
    }

    boolean hasFailures() {
        return leftOut > 0;
    }

    void tellSum() {
        deleteIfExists(incoming);
        out.printf(
                "%d %s fetched into %s, %d there before%s%n",
                fetched,
                fetched == 1 ? "book" : "books",
                VisibleText.line(directory.toString()),
                there,
                leftOut == 0 ? "" : ", " + leftOut + " left out");
        out.flush();
    }
}
