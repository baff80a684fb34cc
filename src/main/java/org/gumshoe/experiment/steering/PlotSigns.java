// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Signs of a plot that words give away. They are weak ones: no text of a hundred tokens has a plot, and who talks acts
 * little.
 *
 * @param repeatsNoSentence whether no sentence of three words or more comes twice
 * @param personsPersist whether a sentence of the text names somebody whom a sentence before, of the opening or the
 *     text, has named: a word that is capitalised within a sentence
 * @param event whether something happens: a verb of coming, going, finding, striking and the like in the past tense
 */
record PlotSigns(boolean repeatsNoSentence, boolean personsPersist, boolean event) {
    private static final Pattern EVENT =
            Pattern.compile("\\b(arrived|began|bought|broke|brought|burst|came|caught|climbed|"
                    + "closed|crossed|cut|died|disappeared|drew|drove|dropped|entered|escaped|fell|fired|fled|flung|followed|found|"
                    + "gave|got up|handed|hit|hurried|jumped|killed|knocked|left|lifted|locked|lost|met|moved|opened|picked|pulled|"
                    + "pushed|put|ran|reached|returned|rose|rushed|sat down|seized|sent|set out|shot|shut|slipped|snatched|sprang|"
                    + "started|stepped|stole|stood up|stopped|struck|threw|took|turned|vanished|walked|went|woke)\\b");

    private static final Pattern TITLE = Pattern.compile("\\b(Mr|Mrs|Ms|Dr|St)\\.");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?\u2026])[\"\u201d\u2019')\\]]*\\s+");
    private static final Pattern NAME =
            Pattern.compile("(?<=[\\p{L},;:\u2014] )(?:(?:Mr|Mrs|Miss|Dr|Sir|Lady) )?(\\p{Lu}\\p{Ll}{2,})");
    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}']+");
    private static final int WORDS = 3;

    /** Capitalised words that are nobody. */
    private static final Set<String> NOBODY = Set.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
            "English",
            "French",
            "German",
            "American",
            "London",
            "England",
            "God",
            "Miss",
            "Sir",
            "Lady",
            "Mrs",
            "The");

    static PlotSigns of(JudgedText text) {
        List<String> before = sentences(text.draft().opening());
        List<String> sentences = sentences(text.text());
        return new PlotSigns(
                !repeats(sentences),
                persists(
                        before.size(),
                        Stream.concat(before.stream(), sentences.stream()).toList()),
                EVENT.matcher(text.text()).find());
    }

    /** Returns whether a text has all signs. */
    boolean all() {
        return repeatsNoSentence && personsPersist && event;
    }

    private static List<String> sentences(String text) {
        return SENTENCE_END
                .splitAsStream(TITLE.matcher(text).replaceAll("$1"))
                .filter(sentence -> !sentence.isBlank())
                .toList();
    }

    private static boolean repeats(List<String> sentences) {
        Set<List<String>> seen = new HashSet<>();
        return !sentences.stream()
                .map(sentence -> NO_LETTER
                        .splitAsStream(sentence.toLowerCase(Locale.ROOT))
                        .filter(word -> !word.isEmpty())
                        .toList())
                .filter(words -> words.size() >= WORDS)
                .allMatch(seen::add);
    }

    /** @param before number of sentences that come before the text */
    private static boolean persists(int before, List<String> sentences) {
        return sentences.stream()
                .flatMap(sentence -> NAME.matcher(sentence).results().map(found -> found.group(1)))
                .filter(name -> !NOBODY.contains(name))
                .distinct()
                .anyMatch(name -> {
                    Pattern named = Pattern.compile("\\b" + name + "\\b");
                    int[] places = IntStream.range(0, sentences.size())
                            .filter(i -> named.matcher(sentences.get(i)).find())
                            .toArray();
                    return places.length > 1 && places[places.length - 1] >= before;
                });
    }
}
