// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.cases;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Made-up prose, the same for the same seed. */
final class MadeUpProse {
    private static final List<String> NOUNS =
            List.of("gate", "lantern", "ledger", "inspector", "footprint", "widow", "key", "revolver", "clerk");
    private static final List<String> VERBS = List.of("lay", "waited", "stood", "rested", "was found");

    private MadeUpProse() {}

    static List<String> paragraphs(int number, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, number)
                .mapToObj(i ->
                        IntStream.range(0, 6).mapToObj(j -> sentence(random)).collect(Collectors.joining(" ")))
                .toList();
    }

    /** A text of paragraphs with an empty line between, as a reader gives it. */
    static String text(List<String> paragraphs) {
        return String.join("\n\n", paragraphs);
    }

    /** Lines of at most 70 characters, paragraphs separated by empty lines. */
    static String wrapped(List<String> paragraphs) {
        StringBuilder text = new StringBuilder();
        for (String paragraph : paragraphs) {
            int width = 0;
            for (String word : paragraph.split(" ")) {
                boolean isFull = width > 0 && width + 1 + word.length() > 70;
                text.append(isFull ? "\n" : width > 0 ? " " : "").append(word);
                width = isFull || width == 0 ? word.length() : width + 1 + word.length();
            }
            text.append("\n\n");
        }
        return text.toString();
    }

    private static String sentence(Random random) {
        return "The %s %s beside the %s, and nobody had seen the %s since the evening."
                .formatted(pick(NOUNS, random), pick(VERBS, random), pick(NOUNS, random), pick(NOUNS, random));
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
