// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.gumshoe.VisibleText;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.services.cli.library.BookLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe books search}: lists books of a catalogue. */
@Command(
        name = "search",
        description = {
            "Lists books of the catalogue: number, authors, title, languages, year of issue and subjects, separated by"
                    + " tabs.",
            "Asks nobody once the catalogue is there."
        },
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    @Mixin
    SourceOptions source;

    @Mixin
    FilterOptions filter;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "50",
            description = "books to list at most (default: 50)")
    int count;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (BookLibrary library = source.open(err)) {
            List<CatalogueEntry> found = library.catalogue(false).stream()
                    .filter(filter.filter(Set.of()))
                    .toList();
            List<CatalogueEntry> chosen =
                    filter.selection(Math.max(0, count)).choose(found, told -> SourceOptions.tell(err, told));
            chosen.forEach(book -> out.println(VisibleText.lines(FilterOptions.line(book))));
            out.printf("%d of %d books%n", chosen.size(), found.size());
        }
        return 0;
    }
}
