// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import smile.nlp.dictionary.EnglishStopWords;

/** The tokeniser of the topic model, and counts of capitalisation to recognise proper names. */
public final class Words {
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 40;

    /** Possessive, since a group that may give back takes stack for each of its repetitions. */
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*+(?:['’]\\p{L}++)*+");

    private static final Set<String> MORE_STOP_WORDS = Set.of(
            "will",
            "shan",
            "hath",
            "hast",
            "doth",
            "thee",
            "thy",
            "thine",
            "ain",
            "ere",
            "mustn",
            "needn",
            "yourselves",
            "isn",
            "aren",
            "wasn",
            "weren",
            "didn",
            "doesn",
            "don",
            "hadn",
            "hasn",
            "haven",
            "couldn",
            "wouldn",
            "shouldn",
            "won",
            "can",
            "upon",
            "mister");
    private static final Set<String> TITLES =
            Set.of("mr", "mrs", "ms", "dr", "st", "messrs", "prof", "rev", "capt", "col", "gen", "lt", "hon", "sgt");

    private Words() {}

    /**
     * Tokenises a text: lower-case words of 3 to 40 letters without stop words, in order. Hyphens
     * separate words; a possessive or contracted ending is cut off (“murderer’s” becomes
     * “murderer”); negations (“don’t”) are stop words.
     */
    public static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String word = withoutSuffix(matcher.group());
            if (isContent(word)) {
                tokens.add(word);
            }
        }
        return tokens;
    }

    /**
     * Counts how each word is capitalised, over occurrences whose case is informative: lower case
     * anywhere, or capitalised in mid-sentence. Capitalised words at the start of a sentence or
     * quotation or after a dash or colon, and words all in capitals, are not.
     *
     * @return by word, two counts: {capitalised in mid-sentence, informative occurrences}
     */
    public static Map<String, int[]> capitals(String text) {
        Map<String, int[]> capitals = new HashMap<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String written = matcher.group();
            String word = withoutSuffix(written);
            if (isContent(word)) {
                boolean isCapitalised = Character.isUpperCase(written.codePointAt(0));
                boolean isAllCapitals = isCapitalised && Character.isUpperCase(written.charAt(1));
                if (!isCapitalised) {
                    capitals.computeIfAbsent(word, w -> new int[2])[1]++;
                } else if (!isAllCapitals && isMidSentence(text, matcher.start())) {
                    int[] counts = capitals.computeIfAbsent(word, w -> new int[2]);
                    counts[0]++;
                    counts[1]++;
                }
            }
        }
        return capitals;
    }

    private static String withoutSuffix(String written) {
        String lower = written.toLowerCase(Locale.ROOT).replace('’', '\'');
        int apostrophe = lower.indexOf('\'');
        if (apostrophe < 0) {
            return lower;
        }
        boolean isNegation = lower.startsWith("n't", apostrophe - 1);
        return isNegation ? "" : lower.substring(0, apostrophe);
    }

    private static boolean isContent(String word) {
        return word.length() >= MIN_LENGTH
                && word.length() <= MAX_LENGTH
                && !EnglishStopWords.COMPREHENSIVE.contains(word)
                && !MORE_STOP_WORDS.contains(word);
    }

    private static boolean isMidSentence(String text, int start) {
        int i = start - 1;
        boolean gap = false;
        while (i >= 0 && Character.isWhitespace(text.charAt(i))) {
            gap = true;
            i--;
        }
        if (i < 0) {
            return false;
        }
        char before = text.charAt(i);
        if (before == '.') {
            int wordStart = i;
            while (wordStart > 0 && Character.isLetter(text.charAt(wordStart - 1))) {
                wordStart--;
            }
            String abbreviation = text.substring(wordStart, i);
            boolean isInitial = abbreviation.length() == 1 && Character.isUpperCase(abbreviation.charAt(0));
            return gap && (isInitial || TITLES.contains(abbreviation.toLowerCase(Locale.ROOT)));
        }
        return Character.isLetterOrDigit(before) || before == ',' || before == ';' || before == '-';
    }
}
