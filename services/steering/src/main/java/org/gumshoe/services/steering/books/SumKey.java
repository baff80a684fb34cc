// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.steer.TextGroup;

/**
 * Key of a sum on its way to the solver: {@code concept|role|reading|part}.
 *
 * @param concept empty for unsteered generated texts
 * @param reading id of a {@link org.gumshoe.services.common.records.ModelReading}
 * @param part {@code bookId#number}, or an id of {@link GeneratedTexts}
 */
public record SumKey(String concept, String role, String reading, String part) {

    static SumKey parse(String key) {
        int part = key.lastIndexOf('|');
        int reading = key.lastIndexOf('|', part - 1);
        int role = key.lastIndexOf('|', reading - 1);
        return new SumKey(
                key.substring(0, role),
                key.substring(role + 1, reading),
                key.substring(reading + 1, part),
                key.substring(part + 1));
    }

    String format() {
        return collection() + "|" + part;
    }

    /** Returns the part of generated texts of one group and partition. */
    static String texts(TextGroup group, int partition) {
        return GeneratedTexts.id((group.isOfOneDirection() ? group.wireName() + "~" : "") + partition);
    }

    /** Returns the prefix that all sums of one concept, role and reading share. */
    public String collection() {
        return concept + "|" + role + "|" + reading;
    }

    /** Returns the key under which the passages of a collection, or its generated texts, are counted. */
    String counted() {
        String direction = direction().isEmpty() ? "" : "|" + direction();
        return collection() + (isOfGeneratedTexts() ? "|texts" + direction : "|books");
    }

    /** Returns the single direction that steered these texts; empty where none did. */
    String direction() {
        return isOfGeneratedTexts()
                ? part.substring(part.indexOf('~') + 1, Math.max(part.indexOf('~') + 1, part.lastIndexOf('~')))
                : "";
    }

    /** Returns whether the sum is of generated texts, which are not divided into parts. */
    boolean isOfGeneratedTexts() {
        return GeneratedTexts.isOwn(part) && part.indexOf('#') < 0;
    }
}
