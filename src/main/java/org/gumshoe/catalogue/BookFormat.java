// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.util.Locale;
import java.util.Optional;

/** Format of a book's file. */
public enum BookFormat {
    TXT,
    EPUB,
    HTML;

    /** Returns the extension of a file's name, without a dot. */
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the format of a media type. */
    static Optional<BookFormat> ofMediaType(String type) {
        return switch (type.split(";")[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/epub+zip" -> Optional.of(EPUB);
            case "text/plain" -> Optional.of(TXT);
            case "text/html", "application/xhtml+xml" -> Optional.of(HTML);
            default -> Optional.empty();
        };
    }

    /** Returns the format of a file by its name. */
    public static Optional<BookFormat> ofName(String path) {
        String name = path.toLowerCase(Locale.ROOT).replaceFirst("[?#].*", "");
        return name.endsWith(".epub")
                ? Optional.of(EPUB)
                : name.endsWith(".txt") || name.endsWith(".zip")
                        ? Optional.of(TXT)
                        : name.matches(".*\\.x?html?") ? Optional.of(HTML) : Optional.empty();
    }
}
