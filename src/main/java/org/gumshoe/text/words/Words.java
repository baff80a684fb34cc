// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokeniser of the topic model, for any alphabet, and counts of capitalisation to recognise proper names. */
public final class Words {
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 40;

    /** Possessive, since a group that may give back takes stack for each of its repetitions. */
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*+(?:['’]\\p{L}++)*+");

    /** A word of a script without spaces may be two characters. */
    private static final int MIN_DENSE_LENGTH = 2;

    private static final Set<String> TITLES =
            Set.of("mr", "mrs", "ms", "dr", "st", "messrs", "prof", "rev", "capt", "col", "gen", "lt", "hon", "sgt");

    private Words() {}

    /** An occurrence of a word: as it is written, and in lower case without an ending. */
    private record Occurrence(String written, String lower, int start) {}

    /**
     * Tokenises a text: lower-case words of 3 to 40 letters without stop words, in order. Hyphens
     * separate words; in English, a possessive or contracted ending is cut off (“murderer’s” becomes
     * “murderer”), and negations (“don’t”) are stop words; in other languages the longest part stays
     * (“l’homme” becomes “homme”). The stop words are those of the text's language; scripts without
     * spaces have words of 2 characters and more.
     */
    public static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        List<Occurrence> words = occurrences(text);
        StopWords stopWords = stopWords(words);
        for (Occurrence occurrence : words) {
            String word = stem(occurrence, stopWords);
            if (isContent(word, stopWords)) {
                tokens.add(word);
            }
        }
        return tokens;
    }

    /**
     * Counts how each word is capitalised, over occurrences whose case is informative: lower case
     * anywhere, or capitalised in mid-sentence. Capitalised words at the start of a sentence or
     * quotation or after a dash or colon, and words all in capitals, are not; nor are those of a
     * German text, where every noun has a capital.
     *
     * @return by word, two counts: {capitalised in mid-sentence, informative occurrences}
     */
    public static Map<String, int[]> capitals(String text) {
        Map<String, int[]> capitals = new HashMap<>();
        List<Occurrence> words = occurrences(text);
        StopWords stopWords = stopWords(words);
        if (stopWords.language().equals("de")) {
            return capitals;
        }
        for (Occurrence occurrence : words) {
            String written = occurrence.written;
            String word = stem(occurrence, stopWords);
            if (isContent(word, stopWords)) {
                boolean isCapitalised = Character.isUpperCase(written.codePointAt(0));
                boolean isAllCapitals =
                        isCapitalised && written.length() > 1 && Character.isUpperCase(written.charAt(1));
                if (!isCapitalised) {
                    capitals.computeIfAbsent(word, w -> new int[2])[1]++;
                } else if (!isAllCapitals && isMidSentence(text, occurrence.start)) {
                    int[] counts = capitals.computeIfAbsent(word, w -> new int[2]);
                    counts[0]++;
                    counts[1]++;
                }
            }
        }
        return capitals;
    }

    private static List<Occurrence> occurrences(String text) {
        List<Occurrence> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String written = matcher.group();
            if (DenseScripts.shareOfWord(written.codePointAt(0)) == 0) {
                words.add(new Occurrence(written, written.toLowerCase(Locale.ROOT), matcher.start()));
            } else {
                DenseScripts.words(written).forEach(word -> words.add(new Occurrence(word, word, matcher.start())));
            }
        }
        return words;
    }

    private static StopWords stopWords(List<Occurrence> words) {
        return StopWords.of(words.stream().map(Occurrence::lower).toList());
    }

    private static String stem(Occurrence word, StopWords stopWords) {
        String lower = word.lower.replace('’', '\'');
        if (stopWords.isEnglish() || lower.indexOf('\'') < 0) {
            return withoutSuffix(lower);
        }
        String longest = "";
        for (String part : lower.split("'")) {
            longest = part.length() > longest.length() ? part : longest;
        }
        return longest;
    }

    private static String withoutSuffix(String lower) {
        int apostrophe = lower.indexOf('\'');
        if (apostrophe < 0) {
            return lower;
        }
        boolean isNegation = lower.startsWith("n't", apostrophe - 1);
        return isNegation ? "" : lower.substring(0, apostrophe);
    }

    private static boolean isContent(String word, StopWords stopWords) {
        int least =
                !word.isEmpty() && DenseScripts.shareOfWord(word.codePointAt(0)) > 0 ? MIN_DENSE_LENGTH : MIN_LENGTH;
        return word.length() >= least && word.length() <= MAX_LENGTH && !stopWords.contains(word);
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
