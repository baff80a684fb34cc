// SPDX-License-Identifier: GPL-3.0-or-later
/** Steering part of the experiment: stories under each arm, generated, judged and summarised. */
package org.gumshoe.experiment.steering;
