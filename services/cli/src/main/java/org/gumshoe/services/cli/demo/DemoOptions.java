// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.text.Book;

/**
 * Options of a demo.
 *
 * @param strength of the steering vector; null for the vector's own
 * @param sample whether the books are the built-in sample
 * @param genre by which the evaluation service scores the refined concept; null for none
 */
public record DemoOptions(
        DemoBooks demoBooks,
        Concept concept,
        List<ModelAnnouncement> models,
        int tokens,
        Double strength,
        long seed,
        boolean sample,
        String genre) {

    /**
     * Returns a name for the inputs, so that an interrupted demo finds its data again and another
     * demo does not.
     */
    public String digest(int passagesPerBook) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Book book : demoBooks.books()) {
                digest.update((book.id() + book.text().hashCode()).getBytes(StandardCharsets.UTF_8));
            }
            digest.update((concept.toString() + models + passagesPerBook).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
