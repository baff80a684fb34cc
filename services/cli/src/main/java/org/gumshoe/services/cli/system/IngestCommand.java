// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.text.Book;
import org.gumshoe.text.BookCollection;
import org.gumshoe.text.Books;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Command {@code gumshoe ingest}: sends books to a running system. */
@Command(
        name = "ingest",
        description = "Sends books (.txt, .epub, .html, or directories of them) to a running system. Books that cannot "
                + "be read are reported and left out.",
        mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "files and directories")
    List<Path> paths;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() {
        List<Path> files = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (Path path : paths) {
            try {
                files.addAll(Books.find(path));
            } catch (BadInputException e) {
                errors.add(e.getMessage());
            }
        }
        int sent = files.isEmpty() ? 0 : send(files, errors);
        errors.forEach(error -> System.err.println("gumshoe: " + VisibleText.line(error)));
        System.out.printf(
                "%d %s sent%s%n",
                sent, sent == 1 ? "book" : "books", errors.isEmpty() ? "" : ", " + errors.size() + " left out");
        return errors.isEmpty() ? 0 : 1;
    }

    private int send(List<Path> files, List<String> errors) {
        Settings settings = system.ready();
        int sent = 0;
        try (GumshoeClient client = new GumshoeClient(settings)) {
            BookCollection collection =
                    new BookCollection(told -> System.err.println("gumshoe: " + VisibleText.line(told)));
            for (Path file : files) {
                try {
                    Optional<Book> book = collection.add(file);
                    book.ifPresent(client::sendBook);
                    sent += book.isPresent() ? 1 : 0;
                } catch (BadInputException e) {
                    errors.add(e.getMessage());
                }
            }
            client.flush();
        }
        return sent;
    }
}
