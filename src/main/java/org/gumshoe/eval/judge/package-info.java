// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Text classifiers that evaluate stories. They share no label, feature or model with the method
 * under evaluation.
 */
package org.gumshoe.eval.judge;
