// SPDX-License-Identifier: GPL-3.0-or-later
/** Statistics of the laws, on plain numbers. */
package org.gumshoe.experiment.laws.statistics;
