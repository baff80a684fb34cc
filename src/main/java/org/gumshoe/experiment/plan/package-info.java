// SPDX-License-Identifier: GPL-3.0-or-later
/** What an experiment runs: its configuration and the openings of its stories. */
package org.gumshoe.experiment.plan;
