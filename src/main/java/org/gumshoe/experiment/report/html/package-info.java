// SPDX-License-Identifier: GPL-3.0-or-later
/** HTML and inline SVG that are safe to write. */
package org.gumshoe.experiment.report.html;
