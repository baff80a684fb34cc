// SPDX-License-Identifier: GPL-3.0-or-later
/** Text generation by continuous batching, with sampling and injections for each prompt. */
package org.gumshoe.lm.generation;
