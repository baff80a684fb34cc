// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * A book as a file reader parsed it.
 *
 * @param title null if the file does not declare it
 * @param author null if the file does not declare it
 * @param text paragraphs separated by empty lines, possibly with boilerplate
 */
record ParsedBook(String title, String author, List<String> genres, String text) {
    private static final Pattern DIACRITICS = Pattern.compile("\\p{M}+");

    /**
     * More marks on a letter than any script writes (UAX 15, stream-safe text format); ordering
     * them takes the square of their number.
     */
    private static final Pattern MARKS = Pattern.compile("(\\p{M}{30})\\p{M}++");

    private static final int MAX_NAME_CHARS = 300;
    private static final int MAX_GENRES = 50;
    private static final Pattern NOT_SLUG = Pattern.compile("[^a-z0-9]+");

    /**
     * Removes boilerplate and determines id, title and author. The id is the slug of a file name of
     * the form {@code author_title.txt}; otherwise that of author and title; otherwise that of the
     * file name.
     *
     * @throws BadInputException if the text is only boilerplate
     */
    Book toBook(Path file) {
        String name = file.getFileName().toString();
        String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        Gutenberg.Stripped stripped =
                Gutenberg.strip(Normalizer.normalize(MARKS.matcher(text).replaceAll("$1"), Normalizer.Form.NFC));
        if (stripped.text().codePoints().noneMatch(Character::isLetter)) {
            throw new BadInputException(
                    file + " holds nothing but boilerplate or empty pages; replace it by the book itself.");
        }
        String bookTitle = firstPresent(title, stripped.title());
        String bookAuthor = firstPresent(author, stripped.author());
        int underscore = stem.indexOf('_');
        boolean stemIsAuthorTitle = underscore > 0 && underscore < stem.length() - 1;
        String stemAuthor = stemIsAuthorTitle ? words(stem.substring(0, underscore)) : "";
        String stemTitle = words(stem.substring(underscore + 1));
        String id = stemIsAuthorTitle || bookTitle.isEmpty() || bookAuthor.isEmpty()
                ? slug(stem)
                : slug(bookAuthor + "_" + bookTitle);
        return new Book(
                id.isEmpty() ? "book-" + Integer.toHexString(stem.hashCode()) : id,
                firstPresent(bookTitle, stemTitle),
                firstPresent(bookAuthor, stemAuthor),
                genres.stream().limit(MAX_GENRES).map(ParsedBook::name).toList(),
                stripped.text());
    }

    static String slug(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("_", 2)) {
            String ascii = DIACRITICS
                    .matcher(Normalizer.normalize(part, Normalizer.Form.NFKD))
                    .replaceAll("")
                    .toLowerCase(Locale.ROOT);
            String slug =
                    NOT_SLUG.matcher(ascii.replace("’", "").replace("'", "")).replaceAll("-");
            slug = slug.replaceAll("^-|-$", "");
            if (!slug.isEmpty()) {
                parts.add(slug);
            }
        }
        return String.join("_", parts);
    }

    private static String words(String slug) {
        StringBuilder words = new StringBuilder();
        for (String word : slug.split("[-_ ]+")) {
            if (!word.isEmpty()) {
                words.append(words.isEmpty() ? "" : " ")
                        .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(word.substring(1));
            }
        }
        return words.toString();
    }

    private static String firstPresent(String first, String second) {
        return first != null && !first.isBlank() ? name(first) : second == null ? "" : name(second);
    }

    /** Returns a title, an author or a genre, cut where none is so long. */
    private static String name(String text) {
        return VisibleText.cut(text.strip(), MAX_NAME_CHARS);
    }
}
