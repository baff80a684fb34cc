// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

/**
 * Pace of the demo on its sample, from the transcript in README.md (a machine that multiplies bf16):
 * both models had read 504 passages of 126 books 134 s after the books were cut, and the whole of it,
 * with nine stories, took 185 s.
 */
final class DemoPace {
    static final double BOOKS_A_MINUTE = 126 / (134 / 60.0);
    static final double STORIES_A_MINUTE = 9 / (185 / 60.0);
    static final int WORDS_OF_A_BOOK = 2000;
    static final int PASSAGES_READ_OF_A_BOOK = 4;
    static final int TOKENS_OF_A_STORY = 100;

    private DemoPace() {}
}
