// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

/**
 * The tokens of a text with their offsets.
 *
 * @param ids token ids, with the special tokens that the tokenizer adds
 * @param ends UTF-16 offset in the text at which token i ends, exclusive; 0 for an added special
 *     token
 */
public record EncodedText(int[] ids, int[] ends) {}
