// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;
import org.gumshoe.schemas.RefinedScore;

/**
 * Key of a book's refined score: {@code concept|role|book}.
 *
 * @param role of the language model whose activations were scored, in lower case
 */
public record RefinedScoreKey(String concept, String role, String bookId) {
    public static RefinedScoreKey of(RefinedScore score) {
        return new RefinedScoreKey(score.getConcept(), score.getRole(), score.getBook());
    }

    /** Reads a key; empty when the text is not the key of a score. */
    public static Optional<RefinedScoreKey> parse(String key) {
        return KeyText.split(key, 3).map(parts -> new RefinedScoreKey(parts[0], parts[1], parts[2]));
    }

    /** Prefix of the keys of all books that one model scored for one concept. */
    public static String prefix(String concept, String role) {
        return KeyText.join(concept, role, "");
    }

    public String format() {
        return prefix(concept, role) + bookId;
    }
}
