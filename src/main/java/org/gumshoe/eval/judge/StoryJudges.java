// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.gumshoe.eval.judge.TextJudge.Example;

/**
 * The judges of the steering experiment. They share no label, feature or model with what they
 * judge.
 *
 * @param story fiction against other prose
 * @param detective detective fiction against other fiction
 * @param masked detective fiction by words alone, blind for the words of the LDA's topic; the same
 *     judge when no word was given
 */
public record StoryJudges(TextJudge story, TextJudge detective, TextJudge masked) {
    /**
     * @param story fiction is positive
     * @param detective all fiction
     * @param masked words in lower case that the third judge must not look at; may be empty
     * @param encoder of a text for the detective judge, such as
     *     {@link org.gumshoe.lm.SentenceEncoder#encode}; null judges by words alone, at a lower AUC
     */
    public static StoryJudges train(
            List<Example> story,
            List<Example> detective,
            Set<String> masked,
            Function<String, float[]> encoder,
            long seed) {
        TextJudge seeing = TextJudge.train(detective, Set.of(), encoder, seed);
        return new StoryJudges(
                TextJudge.train(story, Set.of(), null, seed),
                seeing,
                masked.isEmpty() ? seeing : TextJudge.train(detective, masked, null, seed));
    }

    /** Probability that a text is fiction. */
    public double story(String text) {
        return story.probability(text);
    }

    /** Probability that a text is from a detective story, given that it is fiction. */
    public double detective(String text) {
        return detective.probability(text);
    }

    /** As {@link #detective}, without the masked words. */
    public double masked(String text) {
        return masked.probability(text);
    }
}
