// SPDX-License-Identifier: GPL-3.0-or-later
/** The evaluation service: vectors, stitch maps and stories in, refinement metrics out. */
package org.gumshoe.services.evaluation;
