// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Experiment that tests the method against labels: weak to strong, basin of attraction, growing and
 * rare data, layers, steering.
 */
package org.gumshoe.experiment;
