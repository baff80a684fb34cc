// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Sampler of the characters at which words end, where two models have read the same prefix whatever
 * their tokenizers.
 */
final class WordEnds {
    /**
     * Limit of the words that are considered: the token limit of one model may cut off later words,
     * and that of another may not.
     */
    private static final int MAX_WORDS = 150;

    private WordEnds() {}

    /**
     * Samples word ends; the sample is the same for every model.
     *
     * @param key of the passage, which seeds the sample
     * @return at most {@code count} offsets in UTF-16 units, ascending
     */
    static List<Integer> sample(String text, int count, String key) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i <= text.length() && ends.size() < MAX_WORDS; i++) {
            boolean end = Character.isLetter(text.charAt(i - 1)) && (i == text.length() || text.charAt(i) == ' ');
            if (end) {
                ends.add(i);
            }
        }
        Collections.shuffle(ends, new Random(key.hashCode()));
        List<Integer> chosen = new ArrayList<>(ends.subList(0, Math.min(count, ends.size())));
        Collections.sort(chosen);
        return chosen;
    }
}
