// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;

/** Text form of keys with several parts, which are separated by '|'. */
final class KeyText {
    static final char SEPARATOR = '|';

    private KeyText() {}

    static String join(String... parts) {
        return String.join(String.valueOf(SEPARATOR), parts);
    }

    /**
     * Splits a key into exactly so many parts; empty when it has fewer. Only the first part, for
     * instance a concept's name, may contain the separator.
     */
    static Optional<String[]> split(String key, int count) {
        String[] parts = new String[count];
        int end = key.length();
        for (int i = count - 1; i > 0; i--) {
            int at = key.lastIndexOf(SEPARATOR, end - 1);
            if (at < 0) return Optional.empty();
            parts[i] = key.substring(at + 1, end);
            end = at;
        }
        parts[0] = key.substring(0, end);
        return Optional.of(parts);
    }

    /** A whole number from 0 in its usual form; empty for any other text. */
    static Optional<Integer> index(String text) {
        try {
            int index = Integer.parseInt(text);
            return index >= 0 && Integer.toString(index).equals(text) ? Optional.of(index) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
