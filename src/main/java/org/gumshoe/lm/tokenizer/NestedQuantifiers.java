// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A detector of regular expressions such as {@code (a+)+}, {@code (a|a)+} and {@code a*a*a*a*b},
 * which can match one text in so many ways that a search for the right one does not end. Tokenizers
 * split words without any.
 */
final class NestedQuantifiers {
    /** What repeats up to ten times counts as without bound. */
    private static final Pattern UNBOUNDED = Pattern.compile("[*+]|\\{\\d*,}|\\{(?:\\d*,)?\\d{2,}}");

    /** Repetitions that may follow one another: the steps of a search are at most so high a power. */
    private static final int MOST_REPETITIONS = 3;

    private NestedQuantifiers() {}

    /** Open group: the repetitions in its present alternative, and the most in one before. */
    private static final class Group {
        private int repetitions;
        private int mostBefore;
        private boolean hasAlternatives;

        void nextAlternative() {
            mostBefore = most();
            repetitions = 0;
            hasAlternatives = true;
        }

        void add(Group inner) {
            repetitions += inner.most();
            hasAlternatives |= inner.hasAlternatives;
        }

        int most() {
            return Math.max(mostBefore, repetitions);
        }

        boolean isAmbiguous() {
            return hasAlternatives || most() > 0;
        }
    }

    /**
     * Returns whether a group with a repetition or alternatives is itself repeated without bound,
     * or many repetitions follow one another.
     */
    static boolean in(String regex) {
        Deque<Group> open = new ArrayDeque<>();
        open.push(new Group());
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
                i += regex.startsWith("]", i + 1) ? 1 : regex.startsWith("^]", i + 1) ? 2 : 0;
            } else if (c == '(') {
                open.push(new Group());
            } else if (c == '|') {
                open.peek().nextAlternative();
            } else if (c == ')' && open.size() > 1) {
                Group closed = open.pop();
                if (closed.isAmbiguous() && isUnbounded(regex, i + 1)) {
                    return true;
                }
                open.peek().add(closed);
            } else if (isUnbounded(regex, i)) {
                open.peek().repetitions++;
            }
            if (open.peek().most() > MOST_REPETITIONS) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnbounded(String regex, int at) {
        return UNBOUNDED.matcher(regex).region(at, regex.length()).lookingAt();
    }
}
