// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Data of the experiment: activations of the sampled passages by layer, and the stitch map between
 * two models.
 */
package org.gumshoe.experiment.data;
