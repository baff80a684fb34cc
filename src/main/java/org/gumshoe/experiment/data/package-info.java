// SPDX-License-Identifier: GPL-3.0-or-later
/** Activations of the sampled passages, one layer at a time, and the stitch between two models. */
package org.gumshoe.experiment.data;
