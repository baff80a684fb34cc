// SPDX-License-Identifier: GPL-3.0-or-later
/** The evaluation service: computes metrics of vectors, refinements, stitch maps and stories. */
package org.gumshoe.services.evaluation;
