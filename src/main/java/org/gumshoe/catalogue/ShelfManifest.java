// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Manifest of a shelf of books, {@code manifest.tsv} in its directory. The experiment reads it too;
 * its labels are for evaluation alone. It is written anew after each book, in one step.
 */
public final class ShelfManifest {
    public static final String FILE = "manifest.tsv";

    private static final List<String> COLUMNS = List.of(
            "id", "author", "title", "subjects", "label", "number", "file", "source", "sha256", "fetched", "note");

    /**
     * A book on the shelf.
     *
     * @param id name of the file without extension
     * @param label 1, 0, or ? where no subject was asked for
     * @param number of the catalogue's entry
     * @param file name in the directory
     * @param source address that the file came from
     * @param sha256 of the file, in hexadecimal digits
     * @param note on rights
     */
    public record ShelvedBook(
            String id,
            String author,
            String title,
            List<String> subjects,
            String label,
            String number,
            String file,
            String source,
            String sha256,
            Instant fetched,
            String note) {}

    private final Path directory;
    private final Map<String, ShelvedBook> books = new LinkedHashMap<>();

    private ShelfManifest(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens the manifest of a directory, or begins one.
     *
     * @throws org.gumshoe.BadInputException when there is one that is not of this form
     */
    public static ShelfManifest open(Path directory) {
        ShelfManifest manifest = new ShelfManifest(directory);
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            TabTable.read(file, "manifest", COLUMNS)
                    .rows()
                    .forEach(row -> manifest.books.put(row.get("id"), book(row)));
        }
        return manifest;
    }

    private static ShelvedBook book(Map<String, String> row) {
        return new ShelvedBook(
                row.get("id"),
                row.get("author"),
                row.get("title"),
                Arrays.stream(row.get("subjects").split(";"))
                        .filter(s -> !s.isBlank())
                        .toList(),
                row.get("label"),
                row.get("number"),
                row.get("file"),
                row.get("source"),
                row.get("sha256"),
                instant(row.get("fetched")),
                row.get("note"));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    public Collection<ShelvedBook> books() {
        return List.copyOf(books.values());
    }

    public Optional<ShelvedBook> book(String id) {
        return Optional.ofNullable(books.get(id));
    }

    /** Returns the book of a catalogue's entry. */
    public Optional<ShelvedBook> numbered(String number) {
        return books.values().stream()
                .filter(book -> book.number().equals(number))
                .findFirst();
    }

    /** Adds a book, or replaces the one of its id, and writes the manifest. */
    public void put(ShelvedBook book) {
        books.put(book.id(), book);
        Path partial = directory.resolve("." + FILE + ".part");
        try {
            Files.writeString(
                    partial,
                    books.values().stream()
                            .map(ShelfManifest::line)
                            .collect(Collectors.joining("", String.join("\t", COLUMNS) + "\n", "")),
                    StandardCharsets.UTF_8);
            Files.move(
                    partial,
                    directory.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(ShelvedBook book) {
        return List.of(
                                book.id(),
                                book.author(),
                                book.title(),
                                String.join(";", book.subjects()),
                                book.label(),
                                book.number(),
                                book.file(),
                                book.source(),
                                book.sha256(),
                                book.fetched().toString(),
                                book.note())
                        .stream()
                        .map(CatalogueEntry::line)
                        .collect(Collectors.joining("\t"))
                + "\n";
    }
}
