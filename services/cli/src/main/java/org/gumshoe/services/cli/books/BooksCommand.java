// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe books}: books of libraries, by their catalogues. */
@Command(
        name = "books",
        description = {
            "Finds and fetches books by the catalogue of a library: one in Project Gutenberg's layout (--site,"
                    + " --mirror) or an OPDS feed (--feed).",
            "No address is built in, and each request names your contact. There is one connection, at least 2 s"
                    + " between requests except on this machine, and at most 100 books a day unless a mirror gives them."
        },
        mixinStandardHelpOptions = true,
        subcommands = {CatalogueCommand.class, SearchCommand.class, FetchCommand.class})
public final class BooksCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: catalogue, search or fetch.");
    }
}
