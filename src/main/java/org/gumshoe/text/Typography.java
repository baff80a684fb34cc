// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;

/**
 * A cleaner of what typesetting leaves in a text and no reader sees: soft hyphens, zero-width and
 * other invisible characters go, ligatures and presentation forms are opened, and every kind of space
 * becomes a plain one. A hair or thin space beside a quotation mark, a dash or the punctuation that
 * it sets off goes.
 */
final class Typography {
    /** Scripts that are written without joiners; in others, these change the form of a letter. */
    private static final Set<UnicodeScript> WITHOUT_JOINERS = EnumSet.of(
            UnicodeScript.LATIN,
            UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC,
            UnicodeScript.ARMENIAN,
            UnicodeScript.GEORGIAN,
            UnicodeScript.HEBREW,
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI,
            UnicodeScript.COMMON,
            UnicodeScript.INHERITED);

    private static final String OPENING = "“‘„‚«‹([{—–―-";
    private static final String CLOSING = "”’»›)]}—–―-…,.;:!?%";
    private static final String THIN_SPACES = "\u2006\u2009\u200a\u202f";
    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;

    private Typography() {}

    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x7f && c >= ' ' || c == '\n') {
                plain.append((char) c);
            } else if (isSpace(c)) {
                if (THIN_SPACES.indexOf(c) < 0 || !isSetOff(plain, i < text.length() ? text.charAt(i) : ' ')) {
                    plain.append(' ');
                }
            } else if (isCompatibilityForm(c)) {
                plain.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
            } else if (!isInvisible(c, plain)) {
                plain.appendCodePoint(c);
            }
        }
        return plain.toString();
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || Character.isWhitespace(c) || c == 0x85;
    }

    private static boolean isSetOff(CharSequence before, char next) {
        return before.isEmpty()
                || OPENING.indexOf(before.charAt(before.length() - 1)) >= 0
                || CLOSING.indexOf(next) >= 0;
    }

    private static boolean isInvisible(int c, CharSequence before) {
        if (c == JOINER || c == NON_JOINER) {
            return before.isEmpty()
                    || WITHOUT_JOINERS.contains(UnicodeScript.of(Character.codePointBefore(before, before.length())));
        }
        boolean isNumberSign = c >= 0x600 && c <= 0x605 || c == 0x6dd || c == 0x8e2;
        return switch (Character.getType(c)) {
            case Character.FORMAT -> !isNumberSign;
            case Character.CONTROL, Character.SURROGATE -> true;
            default -> c == 0x34f; // the combining grapheme joiner is a mark, but invisible
        };
    }

    /** Returns whether a character is a ligature, a letter in one of its forms, or of another width. */
    private static boolean isCompatibilityForm(int c) {
        return c == 0x17f
                || c == 0x132
                || c == 0x133
                || c >= 0x1c4 && c <= 0x1cc
                || c >= 0x1f1 && c <= 0x1f3
                || c >= 0xfb00 && c <= 0xfdff
                || c >= 0xfe70 && c <= 0xfefc
                || c >= 0xff10 && c <= 0xff19
                || c >= 0xff21 && c <= 0xff3a
                || c >= 0xff41 && c <= 0xff5a
                || c >= 0xff66 && c <= 0xff9f;
    }
}
