// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;

/**
 * Key of one row of a stitch map: {@code weak|strong|row}, followed by {@code |shuffled} for the
 * null map.
 *
 * @param weak layer of the weak model that the map reads
 * @param strong layer of the strong model that the map predicts
 * @param row component of the strong model's residual stream, from 0
 * @param shuffled whether the row is of the null map, which is fitted on shuffled pairs
 */
public record StitchRowKey(int weak, int strong, int row, boolean shuffled) {
    private static final String SHUFFLED = "|shuffled";

    /** Reads a key; empty when the text is not the key of a row, such as that of the manifest. */
    public static Optional<StitchRowKey> parse(String key) {
        boolean shuffled = key.endsWith(SHUFFLED);
        String numbers = shuffled ? key.substring(0, key.length() - SHUFFLED.length()) : key;
        return KeyText.split(numbers, 3)
                .flatMap(parts -> KeyText.index(parts[0])
                        .flatMap(weak -> KeyText.index(parts[1])
                                .flatMap(strong -> KeyText.index(parts[2])
                                        .map(row -> new StitchRowKey(weak, strong, row, shuffled)))));
    }

    public String format() {
        return KeyText.join(Integer.toString(weak), Integer.toString(strong), Integer.toString(row))
                + (shuffled ? SHUFFLED : "");
    }
}
