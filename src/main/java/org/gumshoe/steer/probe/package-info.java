// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Linear probes that are cross-fitted by book, and the sums that they are fitted to.
 */
package org.gumshoe.steer.probe;
