// SPDX-License-Identifier: GPL-3.0-or-later
/** Plots as inline SVG. */
package org.gumshoe.experiment.report.plot;
