// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/**
 * Words all of which a value must have, in any order, whatever their case, accents and punctuation:
 * {@code police fiction} is in "Police -- England -- Fiction". A star at a word's end stands for
 * any further letters.
 *
 * @param text as it was asked
 */
public record WordQuery(String text, List<String> words) {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}*]+");

    /** @throws BadInputException when the text has no word */
    public static WordQuery of(String text) {
        List<String> words = List.of(BETWEEN.split(folded(text, "*")));
        if (words.stream().allMatch(word -> word.replace("*", "").isEmpty())) {
            throw new BadInputException("\"" + text + "\" has no word to look for; give words such as "
                    + "\"detective and mystery stories\".");
        }
        return new WordQuery(text, words);
    }

    /** Returns whether a text has no word, as the author of an unknown one. */
    public static boolean hasNone(String text) {
        return folded(text).isEmpty();
    }

    /** Returns the query of a shelf, whatever generation of shelves it is from. */
    public static WordQuery ofShelf(String name) {
        return of(CatalogueEntry.shelf(name));
    }

    /** Returns the query of a name, in natural or catalogue order; dates and roles are left out. */
    public static WordQuery ofName(String name) {
        return of(Contributor.parse(name).name());
    }

    /** Returns a text's words in lower case, without accents, with a space between. */
    static String folded(String text) {
        return folded(text, "");
    }

    private static String folded(String text, String kept) {
        String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        return plain.replaceAll("[^\\p{L}\\p{N}" + kept + "]+", " ").strip();
    }

    /** Returns whether one of the values has all words. */
    public boolean isInAny(Collection<String> values) {
        return values.stream().anyMatch(this::isIn);
    }

    boolean isIn(String value) {
        String folded = folded(value);
        List<String> have = List.of(folded.split(" "));
        return words.stream().allMatch(word -> hasNoSpaces(word) ? folded.contains(word) : isAmong(word, have));
    }

    private static boolean isAmong(String word, List<String> have) {
        return word.endsWith("*")
                ? have.stream().anyMatch(each -> each.startsWith(word.substring(0, word.length() - 1)))
                : have.contains(word);
    }

    /** Returns whether the script of a word puts no spaces between words. */
    private static boolean hasNoSpaces(String word) {
        return word.codePoints()
                .anyMatch(c -> Character.isIdeographic(c)
                        || Character.UnicodeScript.of(c) == Character.UnicodeScript.HIRAGANA
                        || Character.UnicodeScript.of(c) == Character.UnicodeScript.KATAKANA
                        || Character.UnicodeScript.of(c) == Character.UnicodeScript.THAI);
    }

    /** Returns whether this names a person: an initial stands for a name on either side. */
    boolean isNameOf(String name) {
        List<String> have = List.of(folded(name).split(" "));
        return words.stream().anyMatch(word -> word.length() > 1 && isAmong(word, have))
                && words.stream()
                        .allMatch(word -> isAmong(word, have)
                                || have.stream().anyMatch(each -> isInitial(word, each) || isInitial(each, word)));
    }

    private static boolean isInitial(String initial, String word) {
        return initial.length() == 1 && word.startsWith(initial);
    }
}
