// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * {@code report.html}: the results of the experiment as a page of a paper, one file without scripts
 * or anything to fetch.
 */
package org.gumshoe.experiment.report;
