// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.Injection;

/**
 * A sequence that is being generated. It depends on nothing but its prompt: it has a random number
 * generator of its own.
 */
final class ActiveSequence {
    private final int promptIndex;
    private final Prompt prompt;
    private final int[] promptIds;
    private final SplittableRandom random;
    private final Detokenizer detokenizer;
    private final Set<Integer> stopTokens;
    private int generated;
    private int lastToken;
    private boolean finished;

    /** @param promptIndex index of the prompt that the listener is told */
    ActiveSequence(int promptIndex, Prompt prompt, int[] promptIds, Tokenizer tokenizer) {
        this.promptIndex = promptIndex;
        this.prompt = prompt;
        this.promptIds = promptIds;
        this.random = new SplittableRandom(prompt.sampling().seed());
        this.detokenizer = new Detokenizer(tokenizer, promptIds);
        this.stopTokens = tokenizer.stopTokens();
    }

    int[] promptIds() {
        return promptIds;
    }

    /** Returns the tokens so far, of prompt and continuation. */
    int length() {
        return promptIds.length + generated;
    }

    /** Returns the token that was generated last. */
    int lastToken() {
        return lastToken;
    }

    boolean finished() {
        return finished;
    }

    Sampling sampling() {
        return prompt.sampling();
    }

    /** Returns whether the next token is just the most likely one of the whole vocabulary. */
    boolean isArgmax() {
        return prompt.sampling().isGreedy() && generated >= prompt.minTokens();
    }

    List<Injection> injections() {
        return prompt.injections();
    }

    /**
     * Samples a token from {@code size} probabilities, which start at index {@code from}; those of
     * stop tokens become 0 while the text is too short.
     */
    int sample(float[] probabilities, int from, int size) {
        if (generated < prompt.minTokens()) {
            Sampler.exclude(stopTokens, probabilities, from, size);
        }
        return Sampler.sample(probabilities, from, size, prompt.sampling(), random.nextDouble());
    }

    /**
     * Appends a token and tells the listener.
     *
     * @param contextLength tokens at which a sequence ends
     */
    void append(int token, double logProb, int contextLength, TokenListener listener) {
        lastToken = token;
        finished = stopTokens.contains(token) || generated + 1 == prompt.maxTokens() || length() + 1 == contextLength;
        listener.token(promptIndex, generated, token, detokenizer.add(token), logProb, finished);
        generated++;
    }
}
