// SPDX-License-Identifier: GPL-3.0-or-later
/** Text to token ids and back. */
package org.gumshoe.lm.tokenizer;
