// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gumshoe.text.words.Words;

/** Summary in words of what steered texts are like beside unsteered ones, from counts alone. */
final class TextSummary {
    private static final int WORDS = 12;
    private static final Pattern SPEECH = Pattern.compile("[\u201c\"]\\w|\u2018\\w|^\\s*[-\u2014] ", Pattern.MULTILINE);
    private static final Pattern FIRST_PERSON = Pattern.compile("\\b(I|my|me)\\b");
    private static final Pattern REPEATED = Pattern.compile("(.{3,40}?)\\1{3,}", Pattern.DOTALL);
    private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?])\\s+");
    private static final Pattern OFFICE = Pattern.compile(
            "\\b(19[3-9]\\d|20\\d\\d|pursuant|commission|department|federal|plaintiff|defendant)\\b",
            Pattern.CASE_INSENSITIVE);

    private TextSummary() {}

    static String of(List<JudgedText> unsteered, List<JudgedText> steered) {
        if (unsteered.isEmpty() || steered.isEmpty()) {
            return "";
        }
        return ("Of the %d steered texts (and of %d unsteered ones) %s are joint%s. Somebody speaks in %s, %s are told in the first person. "
                        + "%s read like a file or a newspaper, with modern years, commissions or defendants, and %s repeat a sentence or go round in circles.\n\n"
                        + "Words that the steering brings most: %s. Words that it drives out: %s.")
                .formatted(
                        steered.size(),
                        unsteered.size(),
                        shares(steered, unsteered, JudgedText::joint),
                        steered.getFirst().content() == null ? "" : content(steered, unsteered),
                        shares(steered, unsteered, has(SPEECH)),
                        shares(steered, unsteered, has(FIRST_PERSON)),
                        shares(steered, unsteered, has(OFFICE)),
                        shares(steered, unsteered, TextSummary::repeats),
                        words(steered, unsteered),
                        words(unsteered, steered));
    }

    private static String content(List<JudgedText> steered, List<JudgedText> unsteered) {
        return ", %s have words of the concept's content and %s are all three"
                .formatted(
                        shares(steered, unsteered, JudgedText::hasContent),
                        shares(steered, unsteered, t -> t.joint() && t.hasContent()));
    }

    private static Predicate<JudgedText> has(Pattern pattern) {
        return t -> pattern.matcher(t.text()).find();
    }

    private static boolean repeats(JudgedText judged) {
        String[] sentences = SENTENCE.split(judged.text().strip());
        Set<String> different = new HashSet<>(List.of(sentences));
        return different.size() < sentences.length && sentences.length - different.size() > sentences.length / 5
                || REPEATED.matcher(judged.text()).find();
    }

    private static String shares(
            List<JudgedText> steered, List<JudgedText> unsteered, Predicate<JudgedText> condition) {
        return share(steered, condition) + " (" + share(unsteered, condition) + ")";
    }

    private static String share(List<JudgedText> texts, Predicate<JudgedText> condition) {
        return Math.round(100. * texts.stream().filter(condition).count() / texts.size()) + " %";
    }

    /**
     * Returns the words with the largest logarithm of the ratio of the shares of texts that hold
     * them, weighted by the square root of the number of texts.
     */
    private static String words(List<JudgedText> more, List<JudgedText> fewer) {
        Map<String, Integer> in = textsWith(more);
        Map<String, Integer> out = textsWith(fewer);
        Map<String, Double> weight = new HashMap<>();
        in.forEach((word, count) -> {
            double here = (count + .5) / (more.size() + 1);
            double there = (out.getOrDefault(word, 0) + .5) / (fewer.size() + 1);
            weight.put(word, Math.sqrt(count) * Math.log(here / there));
        });
        return weight.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(WORDS)
                .map(e -> e.getKey() + " (" + in.get(e.getKey()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Integer> textsWith(List<JudgedText> texts) {
        Map<String, Integer> counts = new HashMap<>();
        texts.forEach(t -> Set.copyOf(Words.tokens(t.text())).forEach(word -> counts.merge(word, 1, Integer::sum)));
        return counts;
    }
}
