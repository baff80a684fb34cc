// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A detector of regular expressions such as {@code (a+)+}, whose time doubles with each character
 * that does not match. Tokenizers split words without any.
 */
final class NestedQuantifiers {
    private static final Pattern UNBOUNDED = Pattern.compile("[*+]|\\{\\d*,}");

    private NestedQuantifiers() {}

    /** Returns whether a group that repeats something without bound is itself so repeated. */
    static boolean in(String regex) {
        Deque<Boolean> repeats = new ArrayDeque<>(); // of each open group: whether it repeats something
        repeats.push(false);
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
                repeats.push(false);
            } else if (c == ')' && repeats.size() > 1) {
                boolean inner = repeats.pop();
                if (inner && isUnbounded(regex, i + 1)) {
                    return true;
                }
                repeats.push(repeats.pop() || inner);
            } else if (isUnbounded(regex, i)) {
                repeats.pop();
                repeats.push(true);
            }
        }
        return false;
    }

    private static boolean isUnbounded(String regex, int at) {
        return UNBOUNDED.matcher(regex).region(at, regex.length()).lookingAt();
    }
}
