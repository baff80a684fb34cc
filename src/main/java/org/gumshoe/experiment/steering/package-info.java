// SPDX-License-Identifier: GPL-3.0-or-later
/** The steering part: stories under each arm, written, judged and summarised. */
package org.gumshoe.experiment.steering;
