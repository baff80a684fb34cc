// SPDX-License-Identifier: GPL-3.0-or-later
/** The sections of the report, one class each. */
package org.gumshoe.experiment.report.sections;
