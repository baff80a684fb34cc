// SPDX-License-Identifier: GPL-3.0-or-later
/** Parts of a text: sentences, passages of several sentences, and the words that the topic model counts. */
package org.gumshoe.text.words;
