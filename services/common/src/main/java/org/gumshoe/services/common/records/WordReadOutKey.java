// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;
import org.gumshoe.schemas.WordReadOut;

/**
 * Key of the read-out of a concept's words: {@code concept|role|model}.
 *
 * @param role of the language model, in lower case
 * @param model first digits of the model's SHA-256, as in a {@link ModelReading#id}
 */
public record WordReadOutKey(String concept, String role, String model) {
    public static WordReadOutKey of(WordReadOut readOut) {
        return of(readOut.getConcept(), readOut.getRole(), readOut.getModel());
    }

    /** @param sha256 of the model */
    public static WordReadOutKey of(String concept, String role, String sha256) {
        return new WordReadOutKey(concept, role, ModelReading.shortened(sha256));
    }

    /** Reads a key; empty when the text is not the key of a read-out. */
    public static Optional<WordReadOutKey> parse(String key) {
        return KeyText.split(key, 3).map(parts -> new WordReadOutKey(parts[0], parts[1], parts[2]));
    }

    public String format() {
        return KeyText.join(concept, role, model);
    }
}
