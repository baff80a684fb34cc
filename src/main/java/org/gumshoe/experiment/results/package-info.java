// SPDX-License-Identifier: GPL-3.0-or-later
/** What an experiment found, as records and as {@code results.json}. */
package org.gumshoe.experiment.results;
