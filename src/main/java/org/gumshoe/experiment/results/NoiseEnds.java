// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Ends of refinements from pointers of noise alone, as shares of them. Two ends are the same where their book
 * scores correlate by .9 or more; intervals are over concepts.
 *
 * @param home at the clean end of the run's own concept
 * @param elsewhere at the clean end of another concept, mean over the other concepts
 * @param opposite at the opposite of the own concept's clean end
 * @param together at the same end as a run of another concept, or at its opposite
 */
public record NoiseEnds(int runs, Figure home, Figure elsewhere, Figure opposite, Figure together) {}
