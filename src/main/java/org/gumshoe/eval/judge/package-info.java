// SPDX-License-Identifier: GPL-3.0-or-later
/** Text classifiers that judge stories; they share no label, feature or model with the pipeline. */
package org.gumshoe.eval.judge;
