// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.List;

/**
 * All books as one model has read them, in shards that answer questions by sums. Whoever asks holds
 * nothing by book.
 */
@FunctionalInterface
public interface Shards {
    /** Returns the answers of all shards, added up. */
    Answer ask(Question question);

    /** Returns shards that this thread asks one after the other. */
    static Shards of(List<BookShard> shards) {
        return question ->
                shards.stream().map(question::on).reduce(Answer::plus).orElseThrow();
    }
}
