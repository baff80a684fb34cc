// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Report of the experiment: {@code report.html}, one file without scripts or external resources,
 * laid out like a paper.
 */
package org.gumshoe.experiment.report;
