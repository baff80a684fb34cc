// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.gumshoe.CacheDirectory;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.library.BookLibrary;
import org.gumshoe.services.cli.library.LibrarySettings;
import picocli.CommandLine.Option;

/** Options that name a library. */
final class SourceOptions {
    @Option(
            names = "--site",
            paramLabel = "ADDRESS",
            description = "library in Project Gutenberg's layout (default: the variable GUMSHOE_BOOKS_SITE)")
    String site;

    @Option(
            names = "--mirror",
            paramLabel = "ADDRESS",
            description =
                    "mirror of it, asked for books first and without a limit a day (default: GUMSHOE_BOOKS_MIRROR)")
    String mirror;

    @Option(
            names = "--feed",
            paramLabel = "ADDRESS",
            description = "OPDS feed, XML or JSON, instead of a site (default: GUMSHOE_BOOKS_FEED; with "
                    + "GUMSHOE_BOOKS_USER and GUMSHOE_BOOKS_PASSWORD where it wants them)")
    String feed;

    @Option(
            names = "--contact",
            paramLabel = "MAIL",
            description =
                    "your mail address or page, which each request names (default: GUMSHOE_BOOKS_CONTACT); required")
    String contact;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "directory of catalogues and of the log of visits (default: books in $GUMSHOE_HOME)")
    Path cache;

    /** Opens the library, with sentences about waits and faults on the error stream. */
    BookLibrary open(PrintWriter err) {
        Map<String, String> options = new HashMap<>();
        options.put("SITE", site);
        options.put("MIRROR", mirror);
        options.put("FEED", feed);
        options.put("CONTACT", contact);
        return BookLibrary.open(LibrarySettings.of(System.getenv(), options), home(), told -> tell(err, told));
    }

    Path home() {
        return cache != null ? cache : CacheDirectory.home().resolve("books");
    }

    static void tell(PrintWriter err, String sentence) {
        err.println("gumshoe: " + VisibleText.line(sentence));
        err.flush();
    }
}
