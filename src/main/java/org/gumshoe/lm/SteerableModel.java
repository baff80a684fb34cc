// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.PromptSource;
import org.gumshoe.lm.generation.TokenListener;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.lm.transformer.HiddenStates.Pooling;
import org.gumshoe.lm.transformer.ReadText;

/**
 * A language model whose residual stream can be read and steered, wherever its blocks run: in this
 * process ({@link LanguageModel}) or on a server ({@link org.gumshoe.lm.served.ServedModel}).
 *
 * <p>Whatever the text is to blame for is a {@link BadInputException}; a server that is away, slow or
 * another model's is a {@link java.io.UncheckedIOException}.
 */
public interface SteerableModel extends AutoCloseable {
    /** Returns the description of this model; its context is what can be read at once here. */
    ModelInfo info();

    /** Returns the model's tokenizer; it closes with the model. */
    Tokenizer tokenizer();

    /** Returns the end of the model as a reader of words; it closes with the model. */
    Unembedding unembedding();

    /**
     * Reads hidden states and keeps of each sequence what {@code pooling} makes of them.
     *
     * @param sequences token ids, of any lengths
     * @param layers 0 (embedding) to the number of blocks, as far as this model has them
     * @param result receives what was pooled and the index of its sequence, on the caller's thread, in
     *     any order
     * @throws BadInputException when a sequence is empty or too long, or a layer cannot be read
     */
    <T> void read(List<int[]> sequences, int[] layers, Pooling<T> pooling, ObjIntConsumer<T> result);

    /** Reads hidden states; otherwise as {@link #read(List, int[], Pooling, ObjIntConsumer)}. */
    default List<HiddenStates> read(List<int[]> sequences, int[] layers) {
        HiddenStates[] all = new HiddenStates[sequences.size()];
        read(sequences, layers, (sequence, states) -> states, (states, sequence) -> all[sequence] = states);
        return List.of(all);
    }

    /**
     * Reads hidden states together with the likelihoods of ids[first] and those after it, in one pass.
     *
     * @param first 1 or more
     */
    ReadText readWithLikelihoods(int[] ids, int first, int[] layers);

    /**
     * Reads several sequences as {@link #readWithLikelihoods(int[], int, int[])} does.
     *
     * @param first of each sequence
     */
    default List<ReadText> readWithLikelihoods(List<int[]> sequences, int[] first, int[] layers) {
        return IntStream.range(0, first.length)
                .mapToObj(i -> readWithLikelihoods(sequences.get(i), first[i], layers))
                .toList();
    }

    /**
     * Computes the negative log-likelihoods, in nats, of ids[first] and those after it, each given those
     * before it; {@code first} is 1 or more.
     */
    double[] nll(int[] ids, int first);

    /**
     * Continues prompts that are admitted while others are generated. The listener is told the index of a
     * prompt in the order of admission, on the caller's thread. When it throws, generation stops and the
     * exception goes to the caller.
     *
     * @param slots most prompts that are continued at once
     * @throws BadInputException for a prompt that {@link #check(Prompt)} refuses; then sequences
     *     remain unfinished
     */
    void generate(int slots, PromptSource source, TokenListener listener);

    /**
     * Checks whether this model can continue a prompt.
     *
     * @throws BadInputException when the prompt is empty or too long, or an injection does not fit
     */
    void check(Prompt prompt);

    @Override
    void close();
}
