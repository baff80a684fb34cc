// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.text.Paragraphs.Layout;

/**
 * A book as a file reader parsed it.
 *
 * @param title null if the file does not declare it
 * @param author null if the file does not declare it
 * @param volume number of the volume in a work of several; null if the file does not declare it
 * @param lines lines of the text, possibly with boilerplate
 * @param layout how the lines form paragraphs
 */
record ParsedBook(String title, String author, String volume, List<String> genres, List<String> lines, Layout layout) {
    /**
     * More marks on a letter than any script writes (UAX 15, stream-safe text format); ordering
     * them takes the square of their number.
     */
    private static final Pattern MARKS = Pattern.compile("(\\p{M}{30})\\p{M}++");

    private static final int MAX_NAME_CHARS = 300;
    private static final int MAX_GENRE_CHARS = 190;
    private static final int MAX_GENRES = 50;

    ParsedBook(String title, String author, List<String> genres, List<String> lines, Layout layout) {
        this(title, author, null, genres, lines, layout);
    }

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
                Gutenberg.strip(lines.stream().map(Typography::plain).toList());
        String text = text(stripped);
        if (text.codePoints().noneMatch(Character::isLetter)) {
            throw new BadInputException(
                    file + " holds nothing but boilerplate or empty pages; replace it by the book itself.");
        }
        String bookTitle = firstPresent(title, stripped.title());
        String bookAuthor = firstPresent(author, stripped.author());
        int underscore = stem.indexOf('_');
        boolean stemIsAuthorTitle = underscore > 0 && underscore < stem.length() - 1;
        String stemAuthor = stemIsAuthorTitle ? words(stem.substring(0, underscore)) : "";
        String stemTitle = words(stem.substring(underscore + 1));
        boolean isNamedByFile = stemIsAuthorTitle || bookTitle.isEmpty() || bookAuthor.isEmpty();
        return new Book(
                isNamedByFile ? BookId.ofFile(stem) : BookId.of(bookAuthor, bookTitle, volume, stem),
                firstPresent(bookTitle, stemTitle),
                firstPresent(bookAuthor, stemAuthor),
                genres.stream()
                        .limit(MAX_GENRES)
                        .map(genre -> VisibleText.cut(genre.strip(), MAX_GENRE_CHARS))
                        .toList(),
                text);
    }

    private String text(Gutenberg.Stripped stripped) {
        List<String> paragraphs = Paragraphs.join(stripped.lines(), layout).stream()
                .map(NoteMarks::without)
                .toList();
        String text = String.join("\n\n", Paragraphs.story(paragraphs, stripped.isMarked()));
        return Normalizer.normalize(MARKS.matcher(text).replaceAll("$1"), Normalizer.Form.NFC);
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

    /** Returns a title or an author on one line, cut where none is so long. */
    private static String name(String text) {
        String line = Typography.plain(text.strip()).replaceAll("\\s+", " ");
        return VisibleText.cut(Normalizer.normalize(line, Normalizer.Form.NFC), MAX_NAME_CHARS);
    }
}
