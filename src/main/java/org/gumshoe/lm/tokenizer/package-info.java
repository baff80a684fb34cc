// SPDX-License-Identifier: GPL-3.0-or-later
/** Tokenizers, and the merges of byte-pair encoding. */
package org.gumshoe.lm.tokenizer;
