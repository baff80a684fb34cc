// SPDX-License-Identifier: GPL-3.0-or-later
/** Short stories of the laws: what the strong model writes under a vector, and who reads it. */
package org.gumshoe.experiment.laws.stories;
