// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names of a book's files in Project Gutenberg's layout, which its mirrors keep: the generated ones
 * in {@code cache/epub}, and the main tree, in which book 12345 is in {@code 1/2/3/4/12345} and
 * book 7 in {@code 0/7}.
 */
public final class GutenbergFiles {
    private GutenbergFiles() {}

    /**
     * A file that a book may have.
     *
     * @param path relative to the site or mirror
     */
    public record Name(String path, BookFormat format) {}

    /**
     * Returns the names under which a book may be found, best first.
     *
     * @param number of the book
     * @param formats that are wanted, best first
     */
    public static List<Name> names(String number, List<BookFormat> formats) {
        List<Name> names = new ArrayList<>();
        String generated = "cache/epub/" + number + "/pg" + number;
        String tree = tree(number);
        for (BookFormat format : formats) {
            List<String> paths =
                    switch (format) {
                        case TXT ->
                            List.of(
                                    generated + ".txt",
                                    tree + "-0.txt",
                                    tree + ".txt",
                                    tree + "-8.txt",
                                    tree + ".zip",
                                    "ebooks/" + number + ".txt.utf-8");
                        case EPUB -> List.of(generated + ".epub", generated + "-images-3.epub");
                        case HTML -> List.of(generated + "-images.html");
                    };
            paths.forEach(path -> names.add(new Name(path, format)));
        }
        return names;
    }

    private static String tree(String number) {
        String digits = number.length() == 1 ? "0" : number.substring(0, number.length() - 1);
        String folders = digits.chars().mapToObj(Character::toString).collect(Collectors.joining("/"));
        return folders + "/" + number + "/" + number;
    }
}
