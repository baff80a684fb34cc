// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;
import org.gumshoe.schemas.SteeringVector;

/**
 * Key of a steering vector: {@code concept|role|kind}.
 *
 * @param role of the language model whose residual stream the vector lives in, in lower case
 * @param kind how the vector was made, such as native, translated or refined
 */
public record VectorKey(String concept, String role, String kind) {
    public static VectorKey of(SteeringVector vector) {
        return new VectorKey(vector.getConcept(), vector.getRole(), vector.getKind());
    }

    /** Reads a key; empty when the text is not the key of a vector. */
    public static Optional<VectorKey> parse(String key) {
        return KeyText.split(key, 3).map(parts -> new VectorKey(parts[0], parts[1], parts[2]));
    }

    /** Prefix of the keys of all kinds of vectors of one concept in one model. */
    public static String prefix(String concept, String role) {
        return KeyText.join(concept, role, "");
    }

    public String format() {
        return prefix(concept, role) + kind;
    }
}
