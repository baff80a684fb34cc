// SPDX-License-Identifier: GPL-3.0-or-later
/** Solutions: how the solver of vectors asks the books of all partitions. */
package org.gumshoe.services.steering.asking;
