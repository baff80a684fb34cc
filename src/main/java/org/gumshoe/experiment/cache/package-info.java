// SPDX-License-Identifier: GPL-3.0-or-later
/** Files that keep what was computed, under the hash of all that decides it. */
package org.gumshoe.experiment.cache;
