// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokeniser of the judges: lower-case words and punctuation marks. It normalises typography
 * (quotes, dashes, accents, italics, white space) and masks proper names, so that a classifier can
 * recognise neither an edition nor its characters.
 */
final class JudgeTokens {
    /** The token that replaces a name. */
    static final String NAME = "";

    /** The token that replaces a number. */
    static final String NUMBER = "#";

    /** Possessive, since a group that may give back takes stack for each of its repetitions. */
    private static final Pattern TOKEN =
            Pattern.compile("\\p{L}++(?:'\\p{L}++)*+|\\p{N}++(?:[.,:]?[\\p{N}\\p{L}]++)*+|[.!?]+|[,;:—\"()]");

    private static final Set<String> TITLES = Set.of(
            "mr", "mrs", "ms", "dr", "st", "messrs", "prof", "rev", "capt", "col", "gen", "lt", "hon", "sgt", "mme");

    private JudgeTokens() {}

    private record Token(String text, boolean isCapitalised, boolean isMidSentence) {}

    /**
     * Tokenises a text.
     *
     * @param names words that count as names where they are capitalised, in addition to those that
     *     the text capitalises in mid-sentence
     */
    static List<String> of(String text, Set<String> names) {
        List<Token> tokens = tokens(text);
        Set<String> ownNames = new HashSet<>();
        for (Token token : tokens) {
            if (token.isCapitalised && token.isMidSentence) {
                ownNames.add(token.text);
            }
        }
        List<String> words = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            boolean isName = token.isCapitalised && (ownNames.contains(token.text) || names.contains(token.text));
            words.add(isName ? NAME : token.text);
        }
        return words;
    }

    /** Returns all words in lower case, including names, without punctuation. */
    static List<String> all(String text) {
        return tokens(text).stream()
                .map(Token::text)
                .filter(JudgeTokens::isWord)
                .toList();
    }

    /**
     * Finds words that are capitalised in more than half of their occurrences outside the start of
     * a sentence.
     */
    static Set<String> names(Collection<String> texts) {
        Map<String, int[]> counts = new HashMap<>();
        for (String text : texts) {
            for (Token token : tokens(text)) {
                if (!token.isCapitalised) {
                    counts.computeIfAbsent(token.text, w -> new int[2])[1]++;
                } else if (token.isMidSentence) {
                    counts.computeIfAbsent(token.text, w -> new int[2])[0]++;
                }
            }
        }
        Set<String> names = new HashSet<>();
        counts.forEach((word, count) -> {
            if (count[0] > count[1]) {
                names.add(word);
            }
        });
        return names;
    }

    static boolean isWord(String token) {
        return !token.isEmpty() && Character.isLetter(token.charAt(0));
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(normalise(text));
        String previous = ".";
        boolean previousIsShort = false;
        while (matcher.find()) {
            String found = matcher.group();
            char first = found.charAt(0);
            if (Character.isLetter(first)) {
                String word = word(found);
                boolean isMid = JudgeTokens.isWord(previous) || ",;#".contains(previous) || previousIsShort;
                boolean isAllCapitals = found.length() > 1 && found.equals(found.toUpperCase(Locale.ROOT));
                boolean isCapitalised = Character.isUpperCase(first) && !word.equals("i") && !found.startsWith("I'");
                tokens.add(new Token(word, isCapitalised, isCapitalised && (isMid || isAllCapitals)));
                previous = word;
            } else {
                boolean isStop = ".!?".indexOf(first) >= 0;
                String mark = Character.isDigit(first) ? NUMBER : isStop ? found.substring(found.length() - 1) : found;
                boolean isAbbreviation = found.equals(".") && (TITLES.contains(previous) || isInitial(tokens));
                if (isAbbreviation) {
                    previousIsShort = true;
                    continue;
                }
                tokens.add(new Token(mark, false, false));
                previous = mark;
            }
            previousIsShort = false;
        }
        return tokens;
    }

    private static boolean isInitial(List<Token> tokens) {
        return !tokens.isEmpty()
                && tokens.getLast().isCapitalised
                && tokens.getLast().text.length() == 1;
    }

    /** Lower-cases a word and cuts off a possessive ending, but not a contraction. */
    private static String word(String written) {
        String word = written.toLowerCase(Locale.ROOT);
        return word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
    }

    /** Normalises typography. “To-day” becomes “today”; other hyphens separate words. */
    private static String normalise(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("[\\p{M}\\p{Cf}_*]", "")
                .replaceAll("[‘’ʼ`´]", "'")
                .replaceAll("[“”„«»]|''", "\"")
                .replaceAll("(?<!\\s)\\s*+(?:[–—―]|--+|(?<=\\s)-(?=\\s))[\\s–—―-]*", " — ")
                .replaceAll("(?i)\\b(to)-(day|night|morrow)\\b", "$1$2")
                .replaceAll("(?<=\\p{L})-(?=\\p{L})", " ");
    }
}
