// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

/**
 * Question to all shards. It holds everything that its answer depends on beside the books, so a
 * shard keeps no state between questions and may be read anew from another place at any time.
 */
public interface Question {
    /** Answers for the books of one shard. */
    Answer on(BookShard shard);
}
