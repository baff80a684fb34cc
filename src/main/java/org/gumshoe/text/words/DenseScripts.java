// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scripts that are written without spaces between words. Words of Thai are those of the JDK's
 * dictionary; of Chinese and Japanese, every two neighbouring characters are a word, which is what
 * search engines do without a dictionary; of the others, letters in groups.
 */
final class DenseScripts {
    private static final int LETTERS_OF_A_WORD = 5;

    private DenseScripts() {}

    /** Returns how much of a word a character is, 0 in a script that has spaces. */
    static double shareOfWord(int c) {
        if (c < 0x0e00) {
            return 0;
        }
        return switch (UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, YI, BOPOMOFO -> 1.0 / 2;
            case THAI, LAO, KHMER, MYANMAR, TIBETAN, JAVANESE, BALINESE, TAI_THAM ->
                Character.isLetter(c) ? 1.0 / LETTERS_OF_A_WORD : 0;
            default -> 0;
        };
    }

    /** Returns the words of a run of letters without spaces. */
    static List<String> words(String run) {
        List<String> words = new ArrayList<>();
        int first = run.codePointAt(0);
        if (UnicodeScript.of(first) == UnicodeScript.THAI) {
            BreakIterator breaks = BreakIterator.getWordInstance(Locale.of("th"));
            breaks.setText(run);
            int start = breaks.first();
            for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
                words.add(run.substring(start, end));
                start = end;
            }
            return words;
        }
        int[] points = run.codePoints().toArray();
        int length = shareOfWord(first) == 0.5 ? 2 : LETTERS_OF_A_WORD;
        int step = length == 2 ? 1 : length;
        for (int i = 0; i < points.length && (i == 0 || i + length <= points.length); i += step) {
            words.add(new String(points, i, Math.min(length, points.length - i)));
        }
        return words;
    }
}
