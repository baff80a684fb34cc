// SPDX-License-Identifier: GPL-3.0-or-later
/** Plan of an experiment: its configuration and the openings of its stories. */
package org.gumshoe.experiment.plan;
