// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * From the residual stream of a weak model to that of a strong one: pairs, their moments, and the
 * ridge map solved from them.
 */
package org.gumshoe.stitch;
