// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels of books that are kept apart from the books, so that nothing that is given the books can
 * read them.
 *
 * @param positive by book; a borderline book has no entry
 */
public record BookLabels(Map<String, Boolean> positive) {
    /**
     * Reads the labels of all books of some manifests.
     *
     * @throws org.gumshoe.BadInputException when a manifest cannot be read or has no such column
     */
    public static BookLabels read(List<Path> manifests, LabelRule rule) {
        Map<String, Boolean> positive = new LinkedHashMap<>();
        for (Path file : manifests) {
            Manifest manifest = Manifest.read(file);
            for (String book : manifest.ids()) {
                Boolean label = manifest.label(book, rule);
                if (label != null) {
                    positive.put(book, label);
                }
            }
        }
        return new BookLabels(positive);
    }

    /** Returns the label; null for a borderline or unknown book. */
    public Boolean of(Corpus.Labelled book) {
        return positive.get(book.id());
    }

    /** Returns whether the book is known to be positive. */
    public boolean isPositive(Corpus.Labelled book) {
        return Boolean.TRUE.equals(of(book));
    }
}
