// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Made-up books of crime and of the sea. */
public final class MadeUpBooks {
    /** Words of a sentence, for those who want a book of a certain length. */
    public static final int WORDS_OF_A_SENTENCE = 10;

    private static final List<String> ALL =
            List.of("letter", "window", "morning", "servant", "garden", "table", "question", "carriage");
    private static final List<String> CRIME =
            List.of("murder", "detective", "evidence", "poison", "suspect", "revolver", "alibi", "inspector");
    private static final List<String> SEA =
            List.of("anchor", "harbour", "captain", "rigging", "whale", "tide", "lighthouse", "cargo");

    private MadeUpBooks() {}

    /** Makes a book that shares two dozen words with all others. */
    public static String text(boolean crime, int sentences, Random random) {
        return text(crime, sentences, random, () -> pick(ALL, random));
    }

    /** @param other gives a word that says nothing about the kind of book */
    public static String text(boolean crime, int sentences, Random random, Supplier<String> other) {
        List<String> own = crime ? CRIME : SEA;
        StringBuilder text = new StringBuilder();
        for (int sentence = 0; sentence < sentences; sentence++) {
            text.append("Then the %s and the %s were beside the %s. "
                    .formatted(pick(own, random), other.get(), pick(own, random)));
        }
        return text.toString();
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
