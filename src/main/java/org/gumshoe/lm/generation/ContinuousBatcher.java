// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.ForwardBatch;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.transformer.JavaDecoder;
import org.gumshoe.lm.transformer.KvCache;
import org.gumshoe.lm.transformer.Transformer;

/**
 * A continuous batcher (Yu et al. 2022, Orca): it generates several sequences at once, each in a
 * slot of its own. A prompt is admitted as soon as a slot is free, and prefilled together with
 * others that are admitted; a decode step then adds a token to every sequence. A sequence does not
 * depend on the others of the batch but for rounding, which their number decides: they share nothing but the
 * forward pass.
 */
public final class ContinuousBatcher implements AutoCloseable {
    /** Most prompt tokens of one prefill batch, unless it is a single prompt. */
    private static final int MAX_PREFILL_TOKENS = 2048;

    /**
     * Tokens of prompts for which the engine's copy of the weights is not worth its memory; of more, attention is what
     * the engine does faster.
     */
    private static final int FEW_TOKENS = 512;

    private final Transformer transformer;
    private final TransformerConfig config;
    private final Tokenizer tokenizer;
    private final TokenListener listener;
    private final ActiveSequence[] slots;
    private KvCache kvCache;
    private int promptCount;

    public ContinuousBatcher(
            Transformer transformer, TransformerConfig config, Tokenizer tokenizer, int slots, TokenListener listener) {
        this.transformer = transformer;
        this.config = config;
        this.tokenizer = tokenizer;
        this.listener = listener;
        this.slots = new ActiveSequence[slots];
    }

    /**
     * Generates until the source has no prompts and all sequences are finished.
     *
     * @throws BadInputException when a prompt has no token, or too many
     */
    public void run(PromptSource source) {
        while (true) {
            List<Prompt> prompts = source.next(slots.length - activeCount());
            List<ActiveSequence> sequences = new ArrayList<>();
            for (Prompt prompt : prompts) {
                int index = promptCount++;
                int[] ids = encode(index, prompt, tokenizer, config);
                sequences.add(new ActiveSequence(index, prompt, ids, tokenizer));
            }
            admit(sequences);
            if (activeCount() == 0) {
                if (prompts.isEmpty()) {
                    return;
                }
                continue;
            }
            compactSlots();
            decodeStep();
        }
    }

    private int activeCount() {
        return (int) Arrays.stream(slots).filter(Objects::nonNull).count();
    }

    /** Returns the number of slots up to the last one in use. */
    private int usedSlots() {
        int used = slots.length;
        while (used > 0 && slots[used - 1] == null) {
            used--;
        }
        return used;
    }

    /**
     * Tokenizes a prompt.
     *
     * @param index index of the prompt, to name in error messages
     * @throws BadInputException when the prompt has no token, or too many
     */
    public static int[] encode(int index, Prompt prompt, Tokenizer tokenizer, TransformerConfig config) {
        int[] ids = tokenizer.encode(prompt.text());
        if (ids.length == 0) {
            throw new BadInputException(
                    "Prompt " + index + " is empty, and this model has no token to begin with; give it a word.");
        }
        if (ids.length >= config.contextLength()) {
            throw new BadInputException("Prompt %d has %d tokens, and this model reads at most %d; shorten it."
                    .formatted(index, ids.length, config.contextLength() - 1));
        }
        return ids;
    }

    /** Puts sequences into free slots and prefills them, longest first, in batches. */
    private void admit(List<ActiveSequence> sequences) {
        List<ActiveSequence> longestFirst = sequences.stream()
                .sorted(Comparator.comparingInt(ActiveSequence::length).reversed())
                .toList();
        if (longestFirst.isEmpty()) {
            return;
        }
        if (kvCache == null) {
            kvCache = new KvCache(
                    transformer, slots.length, longestFirst.getFirst().length());
        }
        kvCache.reserve(longestFirst.getFirst().length());
        int[] freeSlots = IntStream.range(0, slots.length)
                .filter(slot -> slots[slot] == null)
                .toArray();
        for (int from = 0, to; from < longestFirst.size(); from = to) {
            int tokens = longestFirst.get(from).length();
            to = from + 1;
            while (to < longestFirst.size() && tokens + longestFirst.get(to).length() <= MAX_PREFILL_TOKENS) {
                tokens += longestFirst.get(to++).length();
            }
            prefill(longestFirst.subList(from, to), Arrays.copyOfRange(freeSlots, from, to));
        }
    }

    private void prefill(List<ActiveSequence> sequences, int[] targetSlots) {
        int tokens = sequences.stream().mapToInt(ActiveSequence::length).sum();
        Optional<JavaDecoder> javaDecoder = transformer.plan().javaPrefill() && tokens <= FEW_TOKENS
                ? transformer.javaDecoder(1)
                : Optional.empty();
        if (javaDecoder.isPresent()) {
            prefillInJava(sequences, targetSlots, javaDecoder.get());
            return;
        }
        List<int[]> prompts = sequences.stream().map(ActiveSequence::promptIds).toList();
        try (ForwardBatch batch = ForwardBatch.prefill(transformer, prompts, kvCache, targetSlots)
                .inject(sequences.stream().map(ActiveSequence::injections).toList())) {
            NDArray residual = transformer.forward(batch);
            for (int i = 0; i < targetSlots.length; i++) {
                slots[targetSlots[i]] = sequences.get(i);
            }
            appendNext(sequences, residual.get(batch.lastTokens()));
        }
    }

    private void prefillInJava(List<ActiveSequence> sequences, int[] targetSlots, JavaDecoder decoder) {
        float[] logits = decoder.prefill(
                sequences.stream().map(ActiveSequence::promptIds).toList(),
                targetSlots,
                sequences.stream().map(ActiveSequence::injections).toList(),
                kvCache);
        for (int i = 0; i < targetSlots.length; i++) {
            slots[targetSlots[i]] = sequences.get(i);
        }
        append(sequences, SampledTokens.of(sequences, logits));
    }

    /**
     * Moves the last sequences into free slots before them, once an eighth of the used slots is
     * free: the forward pass computes those too.
     */
    private void compactSlots() {
        if (8 * (usedSlots() - activeCount()) < usedSlots()) {
            return;
        }
        for (int free = 0; free < usedSlots(); free++) {
            if (slots[free] == null) {
                int last = usedSlots() - 1;
                kvCache.copySlot(last, free);
                slots[free] = slots[last];
                slots[last] = null;
            }
        }
    }

    /** Generates the next token of every sequence. */
    private void decodeStep() {
        Optional<JavaDecoder> javaDecoder = transformer.javaDecoder(activeCount());
        if (javaDecoder.isPresent()) {
            decodeInJava(javaDecoder.get());
        } else {
            decodeBatch(Arrays.asList(slots).subList(0, usedSlots()));
        }
    }

    private void decodeInJava(JavaDecoder decoder) {
        int[] active = IntStream.range(0, slots.length)
                .filter(slot -> slots[slot] != null)
                .toArray();
        List<ActiveSequence> sequences =
                Arrays.stream(active).mapToObj(slot -> slots[slot]).toList();
        int[] lengths = sequences.stream().mapToInt(ActiveSequence::length).toArray();
        kvCache.advance(Arrays.stream(lengths).max().orElseThrow());
        float[] logits = decoder.decode(
                sequences.stream().mapToInt(ActiveSequence::lastToken).toArray(),
                lengths,
                active,
                sequences.stream().map(ActiveSequence::injections).toList(),
                kvCache);
        append(sequences, SampledTokens.of(sequences, logits));
    }

    /** @param sequences by slot; null where a slot is free */
    private void decodeBatch(List<ActiveSequence> sequences) {
        int[] ids = sequences.stream()
                .mapToInt(sequence -> sequence == null ? 0 : sequence.lastToken())
                .toArray();
        int[] lengths = sequences.stream()
                .mapToInt(sequence -> sequence == null ? 1 : sequence.length())
                .toArray();
        kvCache.advance(Arrays.stream(lengths).max().orElseThrow());
        try (ForwardBatch batch = ForwardBatch.decode(transformer, ids, lengths, kvCache)
                .inject(sequences.stream()
                        .map(sequence -> sequence == null ? List.<Injection>of() : sequence.injections())
                        .toList())) {
            NDArray residual = transformer.forward(batch);
            long[] active = IntStream.range(0, sequences.size())
                    .filter(slot -> sequences.get(slot) != null)
                    .asLongStream()
                    .toArray();
            appendNext(
                    sequences.stream().filter(Objects::nonNull).toList(),
                    active.length == sequences.size()
                            ? residual
                            : residual.get(batch.manager().create(active)));
        }
    }

    /**
     * Samples and appends the next token of each sequence.
     *
     * @param residual residual stream at the last position of each sequence
     */
    private void appendNext(List<ActiveSequence> sequences, NDArray residual) {
        Optional<JavaDecoder> ofSingleText = sequences.size() == 1 ? transformer.javaHead() : Optional.empty();
        append(
                sequences,
                ofSingleText.isPresent()
                        ? SampledTokens.of(sequences, ofSingleText.get().logits(residual.toFloatArray(), 1))
                        : SampledTokens.of(sequences, transformer.logits(residual)));
    }

    /** Appends tokens, and frees the slots of sequences that are finished. */
    private void append(List<ActiveSequence> sequences, SampledTokens sampled) {
        for (int i = 0; i < sequences.size(); i++) {
            int token = (int) sampled.tokens()[i];
            double logProb = sampled.logProbs()[i];
            sequences.get(i).append(token, logProb, config.contextLength(), listener);
        }
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] != null && slots[slot].finished()) {
                slots[slot] = null;
            }
        }
    }

    @Override
    public void close() {
        if (kvCache != null) {
            kvCache.close();
        }
    }
}
