// SPDX-License-Identifier: GPL-3.0-or-later
/** Sections of the report, one class for each. */
package org.gumshoe.experiment.report.sections;
