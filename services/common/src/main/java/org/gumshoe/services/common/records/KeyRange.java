// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

/**
 * Range of all keys that begin with a prefix, for range queries of a sorted store.
 *
 * @param from the prefix itself
 * @param to the first text that sorts after all of them
 */
public record KeyRange(String from, String to) {
    /** @param prefix not empty; its last character is a separator */
    public static KeyRange ofPrefix(String prefix) {
        int last = prefix.length() - 1;
        return new KeyRange(prefix, prefix.substring(0, last) + (char) (prefix.charAt(last) + 1));
    }
}
