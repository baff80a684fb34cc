// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import java.util.List;
import java.util.concurrent.Callable;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.services.cli.library.BookLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe books catalogue}: gets a library's catalogue if it has changed. */
@Command(
        name = "catalogue",
        description = "Gets the catalogue, if it has changed since it was got. search and fetch use it as it is then.",
        mixinStandardHelpOptions = true)
final class CatalogueCommand implements Callable<Integer> {
    @Mixin
    SourceOptions source;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        try (BookLibrary library = source.open(spec.commandLine().getErr())) {
            List<CatalogueEntry> books = library.catalogue(true);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%d books, %d of them in English, by %d authors%n",
                            books.size(),
                            books.stream()
                                    .filter(book -> book.languages().stream().anyMatch(code -> code.startsWith("en")))
                                    .count(),
                            books.stream()
                                    .map(CatalogueEntry::author)
                                    .filter(author -> !author.isEmpty())
                                    .distinct()
                                    .count());
        }
        return 0;
    }
}
