// SPDX-License-Identifier: GPL-3.0-or-later
/** Results of an experiment, as records and as {@code results.json}. */
package org.gumshoe.experiment.results;
