// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The parts of the experiment that need no generated text: weak to strong, basin, growing data,
 * layers, stability.
 */
package org.gumshoe.experiment.parts;
