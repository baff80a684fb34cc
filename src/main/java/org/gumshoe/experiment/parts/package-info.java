// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Parts of the experiment that need no generated text: weak to strong, basin of attraction, amount
 * of data, choice of layers, stability of the topic model.
 */
package org.gumshoe.experiment.parts;
