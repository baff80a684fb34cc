// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Characters at which words end: the places where two models have read the same prefix, whatever
 * their tokenizers.
 */
final class WordEnds {
    /** Words further on may be cut off by the token limit of one model and not of the other. */
    private static final int WORDS = 150;

    private WordEnds() {}

    /**
     * @return at most {@code count} offsets in UTF-16 units, ascending, the same for every model
     *     that reads the passage called {@code key}
     */
    static List<Integer> sample(String text, int count, String key) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i <= text.length() && ends.size() < WORDS; i++) {
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
