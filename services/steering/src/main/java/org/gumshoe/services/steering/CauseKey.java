// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.services.steering.books.SumCause;

/**
 * Key of a cause in its store: {@code concept|kind|name}, and {@code concept|book|role|name} for a
 * book, since each model reads it in its own time.
 *
 * @param role empty for other kinds than books
 */
record CauseKey(String concept, String kind, String role, String name) {

    /** The keys of all causes of one concept. */
    static KeyRange ofConcept(String concept) {
        return KeyRange.ofPrefix(concept + "|");
    }

    /** Reads a key of this concept. */
    static CauseKey parse(String concept, String key) {
        String[] parts = key.substring(concept.length() + 1).split("\\|", 2);
        int bar = parts[0].equals(SumCause.BOOK) ? parts[1].indexOf('|') : -1;
        return new CauseKey(concept, parts[0], parts[1].substring(0, Math.max(0, bar)), parts[1].substring(bar + 1));
    }

    String format() {
        return concept + "|" + kind + "|" + (role.isEmpty() ? "" : role + "|") + name;
    }
}
