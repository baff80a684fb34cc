// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import org.gumshoe.steer.control.RepeatedWords;

/**
 * Rating of a text on AxBench's scale (Wu et al. 2025), 0 to 2 for each of three questions. Where AxBench asks a large
 * language model, the judges that are here answer; so only arms compare, and no figure compares with theirs.
 *
 * @param concept a point from the judge of detective stories where it gives more than one half, and a point for words of
 *     the concept's content
 * @param fluency 2 where at most a fiftieth of the triples of words come again, 1 up to a tenth, 0 beyond
 *     ({@link RepeatedWords}). Likelihood does not enter, since real prose is the least likely of all
 * @param story by the judge of stories: 0 below a third, 1 from there on, 2 from two thirds on
 */
record TextRating(int concept, int fluency, int story) {
    private static final double FLUENT = .02;
    private static final double REPETITIVE = .1;

    static TextRating of(JudgedText text) {
        double repeated = RepeatedWords.of(text.text());
        return new TextRating(
                (text.detective() > .5 ? 1 : 0) + (text.hasContent() ? 1 : 0),
                repeated <= FLUENT ? 2 : repeated <= REPETITIVE ? 1 : 0,
                text.story() < 1. / 3 ? 0 : text.story() < 2. / 3 ? 1 : 2);
    }

    /** Returns the harmonic mean of the three, 0 where one of them is 0. */
    double harmonicMean() {
        return concept * fluency * story == 0 ? 0 : 3 / (1. / concept + 1. / fluency + 1. / story);
    }
}
