// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A maker of book ids: lower-case letters and digits of any script, words separated by {@code -},
 * author and title by {@code _}. Latin letters lose their accents; those of other scripts, where a
 * mark makes another letter, keep them.
 */
final class BookId {
    /** Within the bounds of a record's key, and of a file's name in most scripts. */
    private static final int MAX_CHARS = 160;

    private static final int HASH_CHARS = 10;
    private static final Pattern NOT_SLUG = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final Pattern VOLUME = Pattern.compile(
            "(?:^|[^\\p{L}])(?<word>vol|volume|v|tome|tomo|tom|t|band|bd|teil|deel|part|parte|pt|book|bk|livre|buch|том|часть|книга|卷|巻|冊|册|第)"
                    + "[^\\p{L}\\p{N}]*(?<number>\\p{N}{1,3}|[ivx]{1,6})(?![\\p{L}\\p{N}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern LAST_NUMBER = Pattern.compile("(?:^|\\P{N})(?<number>\\p{N}{1,2})$");

    private BookId() {}

    /** Returns the id that a file's name gives; never empty. */
    static String ofFile(String stem) {
        String slug = slug(stem);
        return slug.isEmpty() ? "book-" + Integer.toHexString(stem.hashCode()) : slug;
    }

    /**
     * Returns the id of an author and a title. The volumes of a work may share both: a number of a
     * volume in the file's name is added unless the title has one.
     *
     * @param volume as the file declares it; null if it does not
     */
    static String of(String author, String title, String volume, String stem) {
        String name = slug(title.replace('_', ' '));
        String slug = slug(author.replace('_', ' ') + "_" + (name.isEmpty() ? hash(title) : name));
        if (namesVolume(title)) {
            return slug;
        }
        String number = volume == null ? volumeOf(stem, slug) : slug(volume);
        return number.isEmpty() ? slug : slug + "-" + number;
    }

    /** Returns whether a text such as “Volume 2” names a volume of a work. */
    static boolean namesVolume(String text) {
        return VOLUME.matcher(text).find();
    }

    private static String volumeOf(String stem, String slug) {
        Matcher volume = VOLUME.matcher(stem);
        Matcher last = LAST_NUMBER.matcher(stem);
        String number = (volume.find() ? volume.group("number") : last.find() ? last.group("number") : "")
                .toLowerCase(Locale.ROOT);
        return List.of(slug.split("[-_]")).contains(number) ? "" : number;
    }

    static String slug(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("_", 2)) {
            String plain = withoutAccents(Normalizer.normalize(part, Normalizer.Form.NFKC))
                    .toLowerCase(Locale.ROOT)
                    .replace("’", "")
                    .replace("'", "");
            String slug = NOT_SLUG.matcher(plain).replaceAll("-").replaceAll("^-|-$", "");
            if (!slug.isEmpty()) {
                parts.add(slug);
            }
        }
        String slug = String.join("_", parts);
        return slug.length() <= MAX_CHARS ? slug : cut(slug);
    }

    /** Returns a long id's beginning with a hash of the whole. */
    private static String cut(String slug) {
        String beginning = slug.substring(0, slug.offsetByCodePoints(0, MAX_CHARS / 2));
        return beginning + "-" + hash(slug);
    }

    /** Returns a short hash in letters and digits, the same on every machine. */
    static String hash(String text) {
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return String.format("%016x", hash).substring(0, HASH_CHARS);
    }

    private static String withoutAccents(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (UnicodeScript.of(c) == UnicodeScript.LATIN) {
                String parts = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD);
                parts.codePoints().filter(p -> !isMark(p)).forEach(plain::appendCodePoint);
            } else if (UnicodeScript.of(c) != UnicodeScript.INHERITED || !endsLatin(plain)) {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }

    private static boolean endsLatin(CharSequence text) {
        return text.isEmpty()
                || UnicodeScript.of(Character.codePointBefore(text, text.length())) == UnicodeScript.LATIN;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}
