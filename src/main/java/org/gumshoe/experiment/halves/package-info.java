// SPDX-License-Identifier: GPL-3.0-or-later
/** Yardstick on unseen authors: everything fitted on one half of them and scored on the other. */
package org.gumshoe.experiment.halves;
