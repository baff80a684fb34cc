// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.catalogue.BookFilter;
import org.gumshoe.catalogue.BookFormat;
import org.gumshoe.catalogue.BookList;
import org.gumshoe.catalogue.BookList.Wanted;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.library.BookLibrary;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.text.BookCollection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe books fetch}: fetches books into a directory, and into the stream. */
@Command(
        name = "fetch",
        description = {
            "Fetches books of the catalogue into a directory with a manifest.tsv, or straight into a running system.",
            "Books that are there are not fetched again; the same command goes on where one has ended."
        },
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NUMBER", arity = "0..*", description = "numbers of entries of the catalogue")
    List<String> numbers = new ArrayList<>();

    @Mixin
    SourceOptions source;

    @Mixin
    FilterOptions filter;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "books to fetch at most (default: 100)")
    int count;

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "table of books (.tsv with id, title, author), found by author and title; may be repeated")
    List<Path> lists = new ArrayList<>();

    @Option(
            names = "--paths",
            paramLabel = "COLUMN",
            description = "column of the list that says where the site has each book; no catalogue is needed then")
    String paths;

    @Option(names = "--out", paramLabel = "DIR", description = "directory (default with --send: shelf in the --cache)")
    Path out;

    @Option(names = "--send", description = "also send each book to a running system, as ingest does")
    boolean send;

    @Option(
            names = "--label",
            paramLabel = "WORDS",
            description = "subjects that the manifest's column label marks with 1, others with 0 (default: those of "
                    + "--balance)")
    List<String> labels = new ArrayList<>();

    @Option(
            names = "--format",
            split = ",",
            defaultValue = "txt,epub,html",
            description = "formats, best first (default: txt,epub,html)")
    List<BookFormat> formats;

    @Mixin
    SystemOptions system;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (out == null && !send) {
            throw new BadInputException(
                    "There is no place for the books; give --out DIR, or --send for a running system.");
        }
        BookFilter wanted = filter.filter(new LinkedHashSet<>(numbers));
        if (wanted.isEmpty() && lists.isEmpty() && filter.balance.isEmpty()) {
            throw new BadInputException(
                    "Nothing says which books to fetch; give numbers, a filter such as --subject or "
                            + "--author, or a --list.");
        }
        Path directory = out == null ? source.home().resolve("shelf") : out;
        try (BookLibrary library = source.open(err);
                GumshoeClient client = send ? new GumshoeClient(system.ready()) : null) {
            ShelfFiller shelf = new ShelfFiller(
                    library,
                    directory,
                    formats,
                    FilterOptions.words(labels.isEmpty() ? filter.balance : labels),
                    spec.commandLine().getOut(),
                    told -> SourceOptions.tell(err, told));
            BookCollection collection = new BookCollection(told -> SourceOptions.tell(err, told));
            try {
                for (ShelfFiller.Order order : orders(library, wanted, shelf)) {
                    Optional<Path> file = shelf.fill(order);
                    if (client != null && file.isPresent()) {
                        send(client, collection, file.get(), shelf);
                    }
                }
            } finally {
                shelf.tellSum();
            }
            return shelf.hasFailures() ? 1 : 0;
        }
    }

    private static void send(GumshoeClient client, BookCollection collection, Path file, ShelfFiller shelf) {
        try {
            collection.add(file).ifPresent(client::sendBook);
            client.flush();
        } catch (BadInputException e) {
            shelf.leaveOut(file.toString(), "cannot be sent (" + e.getMessage() + ")");
        }
    }

    private List<ShelfFiller.Order> orders(BookLibrary library, BookFilter wanted, ShelfFiller shelf) {
        if (lists.isEmpty()) {
            List<CatalogueEntry> found =
                    library.catalogue(false).stream().filter(wanted).toList();
            numbers.stream()
                    .filter(number ->
                            found.stream().noneMatch(book -> book.number().equals(number)))
                    .forEach(number ->
                            shelf.leaveOut(number, "is no text in the catalogue, or another filter excludes it"));
            return filter.selection(Math.max(0, count)).choose(found, shelf::tell).stream()
                    .map(ShelfFiller.Order::of)
                    .toList();
        }
        List<Wanted> books = lists.stream()
                .flatMap(list -> BookList.read(list, paths).stream())
                .toList();
        if (paths != null) {
            return books.stream().map(ShelfFiller.Order::of).toList();
        }
        List<ShelfFiller.Order> orders = new ArrayList<>();
        for (Map.Entry<Wanted, Optional<CatalogueEntry>> each :
                BookList.find(books, library.catalogue(false)).entrySet()) {
            each.getValue()
                    .ifPresentOrElse(
                            entry -> orders.add(ShelfFiller.Order.of(each.getKey(), entry)),
                            () -> shelf.leaveOut(each.getKey().id(), "is not in the catalogue"));
        }
        return orders;
    }
}
