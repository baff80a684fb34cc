// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The shape of a transformer as data: its configuration, rotary position embedding, and the
 * precision of its weights.
 */
package org.gumshoe.lm.config;
