// SPDX-License-Identifier: GPL-3.0-or-later
/** Four laws: precision against books, basins, portability, and maps without shared books. */
package org.gumshoe.experiment.laws;
