// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.Injection;

/**
 * One text being written. What it becomes depends on nothing but its prompt: it has random numbers
 * of its own.
 */
final class ActiveSequence {
    private final int number;
    private final Prompt prompt;
    private final int[] beginning;
    private final SplittableRandom chances;
    private final Detokenizer detokenizer;
    private int written;
    private int latest;
    private boolean finished;

    /**
     * @param number of the prompt, as the listener hears it
     * @param beginning the prompt's tokens
     */
    ActiveSequence(int number, Prompt prompt, int[] beginning, Tokenizer tokenizer) {
        this.number = number;
        this.prompt = prompt;
        this.beginning = beginning;
        this.chances = new SplittableRandom(prompt.sampling().seed());
        this.detokenizer = new Detokenizer(tokenizer, beginning);
    }

    int[] beginning() {
        return beginning;
    }

    /** Tokens so far. */
    int length() {
        return beginning.length + written;
    }

    /** The token written last. */
    int latest() {
        return latest;
    }

    boolean finished() {
        return finished;
    }

    Sampling sampling() {
        return prompt.sampling();
    }

    List<Injection> injections() {
        return prompt.injections();
    }

    /** Chooses among {@code size} probabilities from {@code from}. */
    int pick(float[] probabilities, int from, int size) {
        return Sampler.pick(probabilities, from, size, prompt.sampling(), chances.nextDouble());
    }

    /** @param context no text grows longer */
    void write(int token, double logProb, Set<Integer> ends, int context, TokenListener listener) {
        latest = token;
        finished = ends.contains(token) || written + 1 == prompt.maxTokens() || length() + 1 == context;
        listener.token(number, written, token, detokenizer.add(token), logProb, finished);
        written++;
    }
}
