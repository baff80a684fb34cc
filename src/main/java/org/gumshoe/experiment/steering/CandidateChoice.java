// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.pipeline.CandidateChooser;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.StoryScore;

/**
 * Choice among candidates, as an arm makes it.
 *
 * @param identity of everything that the choice depends on, for the cache of texts
 * @param layers that are read
 * @param likelihoods whether likelihoods are read
 */
record CandidateChoice(String identity, int[] layers, boolean likelihoods, CandidateChooser chooser) {

    /** Chooses by the concept's score. */
    static CandidateChoice byConcept(StoryScore score) {
        return new CandidateChoice(
                identity(score), score.layers(), score.likelihood(), (texts, readings) -> score.best(readings));
    }

    /**
     * Chooses by another score of the text in the place of the concept's readings; repetition counts as before, and
     * likelihood where it did.
     *
     * @param unit what the score must gain to count as much as a standard deviation of every reading
     */
    static CandidateChoice insteadOf(StoryScore score, String name, ToDoubleFunction<String> other, double unit) {
        StoryScore plain = new StoryScore(List.of(), score.likelihood());
        int readings = score.readOuts().size();
        String identity = name + " " + unit + " instead of " + readings + (score.likelihood() ? "" : " alone");
        return new CandidateChoice(identity, score.layers(), score.likelihood(), (texts, read) -> {
            double[] scores = plain.of(read);
            return StoryScore.argmax(IntStream.range(0, scores.length)
                    .mapToDouble(i -> scores[i] + readings * other.applyAsDouble(texts.get(i)) / unit)
                    .toArray());
        });
    }

    private static String identity(StoryScore score) {
        return score.readOuts().stream()
                .map(CandidateChoice::identity)
                .collect(Collectors.joining(" ", "concept ", score.likelihood() ? "" : " alone"));
    }

    /** Returns everything that a reading depends on beside the text. */
    static String identity(ReadOut of) {
        return of.layer() + " " + of.mean() + " " + of.deviation() + " " + of.target() + " "
                + Arrays.hashCode(of.weights());
    }
}
