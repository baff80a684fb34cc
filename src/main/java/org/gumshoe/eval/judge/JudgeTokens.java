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
 * A text as the judges read it: lower-case words and marks of punctuation, the same whatever the
 * typography (curly or straight quotes, dashes, accents, italics, white space), and without names.
 * So neither the printing of a corpus nor its persons tell its genre.
 */
final class JudgeTokens {
    /** Stands where a name was. */
    static final String NAME = "";

    /** Any number. */
    static final String NUMBER = "#";

    private static final Pattern TOKEN =
            Pattern.compile("\\p{L}+(?:'\\p{L}+)*|\\p{N}+(?:[.,:]?[\\p{N}\\p{L}]+)*|[.!?]+|[,;:—\"()]");
    private static final Set<String> TITLES = Set.of(
            "mr", "mrs", "ms", "dr", "st", "messrs", "prof", "rev", "capt", "col", "gen", "lt", "hon", "sgt", "mme");

    private JudgeTokens() {}

    private record Token(String text, boolean isCapitalised, boolean isMidSentence) {}

    /** @param names words that are names wherever they are capitalised */
    static List<String> of(String text, Set<String> names) {
        List<Token> tokens = tokens(text);
        Set<String> here = new HashSet<>();
        for (Token token : tokens) {
            if (token.isCapitalised && token.isMidSentence) {
                here.add(token.text);
            }
        }
        List<String> words = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            boolean isName = token.isCapitalised && (here.contains(token.text) || names.contains(token.text));
            words.add(isName ? NAME : token.text);
        }
        return words;
    }

    /** All words in lower case, names too, without punctuation. */
    static List<String> all(String text) {
        return tokens(text).stream()
                .map(Token::text)
                .filter(JudgeTokens::isWord)
                .toList();
    }

    /**
     * Words that are capitalised more than half the time where their place in the sentence does not
     * decide.
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
        Matcher matcher = TOKEN.matcher(plain(text));
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

    /** Possessives lose their ending; contractions keep theirs. */
    private static String word(String written) {
        String word = written.toLowerCase(Locale.ROOT);
        return word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
    }

    /** One typography for all. “To-day” is “today”; other hyphens separate. */
    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("[\\p{M}\\p{Cf}_*]", "")
                .replaceAll("[‘’ʼ`´]", "'")
                .replaceAll("[“”„«»]|''", "\"")
                .replaceAll("\\s*(?:[–—―]|--+|(?<=\\s)-(?=\\s))[\\s–—―-]*", " — ")
                .replaceAll("(?i)\\b(to)-(day|night|morrow)\\b", "$1$2")
                .replaceAll("(?<=\\p{L})-(?=\\p{L})", " ");
    }
}
