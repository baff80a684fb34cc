// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The configuration of a transformer as data: dimensions, rotary position embedding, and the
 * precision of weights.
 */
package org.gumshoe.lm.config;
