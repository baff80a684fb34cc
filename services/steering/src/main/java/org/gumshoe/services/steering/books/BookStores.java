// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

/** Names of the stores of the books, and of the branches of what their partitions write. */
public final class BookStores {
    public static final String ACTIVATIONS = "steering-activations";
    public static final String ASSIGNMENTS = "steering-assignments";
    public static final String CHANGED = "steering-changed-books";
    public static final String ARRIVED = "steering-arrivals";
    public static final String SUMMED = "steering-summed-parts";
    public static final String SUMS = "steering-sums-of-books";
    public static final String COUNTS = "steering-counted-passages";
    public static final String SCORES = "steering-scores-of-books";

    /** Global table of the announced models. */
    public static final String MODELS = "steering-language-models";

    /** Branch of refined scores, */
    public static final String SCORED = "scores-of-books";

    /** and of what the solver hears. */
    public static final String REPORTED = "reports-of-books";

    private BookStores() {}
}
