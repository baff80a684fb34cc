// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.gumshoe.eval.judge.TextJudge.Example;

/**
 * The text classifiers of the steering experiment. They share no label, feature or model with the
 * method that they evaluate.
 *
 * @param story fiction against other prose
 * @param detective detective fiction against other fiction
 * @param masked detective fiction by words only, without the top words of the LDA topic; the same
 *     as {@code detective} if no word is masked
 */
public record StoryJudges(TextJudge story, TextJudge detective, TextJudge masked) {
    /**
     * Trains the judges.
     *
     * @param story examples of prose; fiction is positive
     * @param detective examples of fiction; detective fiction is positive
     * @param masked lower-case words that the masked judge ignores; may be empty
     * @param encoder sentence encoder of the detective judge, such as
     *     {@link org.gumshoe.lm.SentenceEncoder#encode}; null for words only, at a lower AUC
     * @param seed random seed of the folds
     */
    public static StoryJudges train(
            List<Example> story,
            List<Example> detective,
            Set<String> masked,
            Function<String, float[]> encoder,
            long seed) {
        TextJudge unmasked = TextJudge.train(detective, Set.of(), encoder, seed);
        return new StoryJudges(
                TextJudge.train(story, Set.of(), null, seed),
                unmasked,
                masked.isEmpty() ? unmasked : TextJudge.train(detective, masked, null, seed));
    }

    /** Verdict on a text: the probabilities that {@link #story}, {@link #detective} and {@link #masked} return. */
    public record Verdict(double story, double detective, double masked) {}

    /** Returns the verdict of judges that were trained on no text of an author. */
    public Verdict withoutAuthor(String text, String author) {
        return new Verdict(
                story.probability(text, author), detective.probability(text, author), masked.probability(text, author));
    }

    /** Returns the verdict on a text that nobody in the training texts has written. */
    public Verdict verdict(String text) {
        return new Verdict(story(text), detective(text), masked(text));
    }

    /** Returns the probability that a text is fiction. */
    public double story(String text) {
        return story.probability(text);
    }

    /** Returns the probability that a text is detective fiction, given that it is fiction. */
    public double detective(String text) {
        return detective.probability(text);
    }

    /** Returns the same as {@link #detective}, by the masked judge. */
    public double masked(String text) {
        return masked.probability(text);
    }
}
