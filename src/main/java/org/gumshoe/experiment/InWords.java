// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gumshoe.text.Words;

/** Says in words what steered texts are like beside unsteered ones. Counted, not felt: it says the same of good news and bad. */
final class InWords {
    private static final int TOLD = 12;
    private static final Pattern SPEECH = Pattern.compile("[\u201c\"]\\w|\u2018\\w|^\\s*[-\u2014] ", Pattern.MULTILINE);
    private static final Pattern FIRST_PERSON = Pattern.compile("\\b(I|my|me)\\b");
    private static final Pattern REPEATED = Pattern.compile("(.{3,40}?)\\1{3,}", Pattern.DOTALL);
    private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?])\\s+");
    private static final Pattern OFFICE =
            Pattern.compile("\\b(19[3-9]\\d|20\\d\\d|pursuant|commission|department|federal|plaintiff|defendant)\\b");

    private InWords() {}

    static String of(List<Told> unsteered, List<Told> steered) {
        if (unsteered.isEmpty() || steered.isEmpty()) {
            return "";
        }
        return ("Of the %d steered texts %s are joint, %s have words of detection or crime and %s are all three (unsteered, %d texts: %s, %s and %s). "
                        + "Somebody speaks in %s (%s), %s are told in the first person (%s). "
                        + "%s read like a file or a newspaper, with modern years, commissions or defendants (%s), and %s repeat a sentence or run in circles (%s).\n\n"
                        + "Words that the steering brings most: %s. Words that it drives out: %s.")
                .formatted(
                        steered.size(),
                        share(steered, Told::joint),
                        share(steered, Told::hasContent),
                        share(steered, t -> t.joint() && t.hasContent()),
                        unsteered.size(),
                        share(unsteered, Told::joint),
                        share(unsteered, Told::hasContent),
                        share(unsteered, t -> t.joint() && t.hasContent()),
                        share(steered, has(SPEECH)),
                        share(unsteered, has(SPEECH)),
                        share(steered, has(FIRST_PERSON)),
                        share(unsteered, has(FIRST_PERSON)),
                        share(
                                steered,
                                t -> OFFICE.matcher(t.text().toLowerCase(Locale.ROOT))
                                        .find()),
                        share(
                                unsteered,
                                t -> OFFICE.matcher(t.text().toLowerCase(Locale.ROOT))
                                        .find()),
                        share(steered, InWords::circles),
                        share(unsteered, InWords::circles),
                        words(steered, unsteered),
                        words(unsteered, steered));
    }

    private static Predicate<Told> has(Pattern pattern) {
        return t -> pattern.matcher(t.text()).find();
    }

    private static boolean circles(Told told) {
        String[] sentences = SENTENCE.split(told.text().strip());
        Set<String> different = new HashSet<>(List.of(sentences));
        return different.size() < sentences.length && sentences.length - different.size() > sentences.length / 5
                || REPEATED.matcher(told.text()).find();
    }

    private static String share(List<Told> texts, Predicate<Told> is) {
        return Math.round(100. * texts.stream().filter(is).count() / texts.size()) + " %";
    }

    /** By the logarithm of the ratio of the shares of texts that hold a word, weighted by the square root of their number. */
    private static String words(List<Told> more, List<Told> fewer) {
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
                .limit(TOLD)
                .map(e -> e.getKey() + " (" + in.get(e.getKey()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Integer> textsWith(List<Told> texts) {
        Map<String, Integer> counts = new HashMap<>();
        texts.forEach(t -> Set.copyOf(Words.tokens(t.text())).forEach(word -> counts.merge(word, 1, Integer::sum)));
        return counts;
    }
}
