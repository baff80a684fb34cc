// SPDX-License-Identifier: GPL-3.0-or-later
/** Text generation by continuous batching, with sampling and steering for each sequence. */
package org.gumshoe.lm.generation;
