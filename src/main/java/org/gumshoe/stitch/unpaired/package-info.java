// SPDX-License-Identifier: GPL-3.0-or-later
/** Stitch maps between models that have read no text in common. */
package org.gumshoe.stitch.unpaired;
