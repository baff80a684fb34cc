// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Shards of books, which answer questions by sums, so that whoever asks holds nothing by book.
 */
package org.gumshoe.steer.shards;
