// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The experiment that proves the notion: weak to strong, basin of attraction, growing and rare
 * data, layers, steering; without Kafka.
 */
package org.gumshoe.experiment;
