// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.Unembedding;
import org.gumshoe.lm.transformer.HiddenStates;

/**
 * Question behind a passage, {@link ReadSpec#WORD_PROMPT}, and the state in which a model answers it.
 * The same forward pass reads the passage: a model looks back only, so what follows a passage does
 * not change its activations.
 */
public final class WordQuestion {
    /** No question: the passage is read up to the deepest layer that is wanted. */
    public static final WordQuestion NONE = new WordQuestion(new int[0], 0, null);

    private final int[] prompt;
    private final int blocks;
    private final Unembedding unembeddingOrNull;

    private WordQuestion(int[] prompt, int blocks, Unembedding unembeddingOrNull) {
        this.prompt = prompt;
        this.blocks = blocks;
        this.unembeddingOrNull = unembeddingOrNull;
    }

    /**
     * Returns the question to a model, all of whose blocks are loaded.
     *
     * @throws BadInputException when the model's context does not hold it
     */
    public static WordQuestion to(SteerableModel model) {
        int[] prompt = model.tokenizer().encodeWithoutSpecial(ReadSpec.WORD_PROMPT);
        int context = model.info().context();
        if (prompt.length >= context) {
            throw new BadInputException(model.info().name() + " has a context of " + context
                    + " tokens, and the question for a word alone takes " + prompt.length
                    + ": choose a model with a longer context, or do not ask it for words.");
        }
        return new WordQuestion(prompt, model.info().blocks(), model.unembedding());
    }

    public boolean isAsked() {
        return unembeddingOrNull != null;
    }

    /**
     * Truncates a passage and appends the question.
     *
     * @param context the model's context length
     */
    public int[] behind(int[] passage, ReadSpec spec, int context) {
        return spec.cutAndAsk(passage, prompt, context);
    }

    /** Returns the layers to read: those that are wanted, and the last one where the question is asked. */
    public int[] layers(int[] wanted) {
        return isAsked()
                ? IntStream.concat(Arrays.stream(wanted), IntStream.of(blocks))
                        .distinct()
                        .toArray()
                : wanted;
    }

    /** Returns the number of tokens of the passage alone, of tokens with the question. */
    public int passageLength(int[] asked) {
        return asked.length - prompt.length;
    }

    /**
     * Returns the word state: the residual stream at the end of the question, after the last block and
     * the last norm. Its dot product with {@link Unembedding#readOut} is the word score.
     *
     * @return empty when the question is not asked
     */
    public float[] wordState(HiddenStates states) {
        return isAsked() ? unembeddingOrNull.normed(states.at(blocks, states.length() - 1)) : new float[0];
    }
}
