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
 * Writes several texts at once, each in a slot of its own (continuous batching, Yu et al. 2022,
 * Orca). Prompts are read together, then every text grows by a token a pass; keys and values are
 * kept. A prompt joins as soon as a slot is free. What it becomes does not depend on its company:
 * they share nothing but the pass.
 */
public final class ContinuousBatcher implements AutoCloseable {
    /** So many prompt tokens are read in one pass, or else one prompt. */
    private static final int PREFILL = 2048;

    private final Transformer transformer;
    private final TransformerConfig description;
    private final Tokenizer tokenizer;
    private final TokenListener listener;
    private final ActiveSequence[] slots;
    private KvCache memory;
    private int number;

    public ContinuousBatcher(
            Transformer transformer,
            TransformerConfig description,
            Tokenizer tokenizer,
            int slots,
            TokenListener listener) {
        this.transformer = transformer;
        this.description = description;
        this.tokenizer = tokenizer;
        this.listener = listener;
        this.slots = new ActiveSequence[slots];
    }

    public void run(PromptSource source) {
        while (true) {
            List<Prompt> joining = source.next(slots.length - active());
            List<ActiveSequence> texts = new ArrayList<>();
            for (Prompt prompt : joining) {
                texts.add(text(number++, prompt));
            }
            join(texts);
            if (active() == 0) {
                if (joining.isEmpty()) {
                    return;
                }
                continue;
            }
            closeRanks();
            grow();
        }
    }

    private int active() {
        return (int) Arrays.stream(slots).filter(Objects::nonNull).count();
    }

    /** Slots up to the last that is taken. */
    private int rows() {
        int rows = slots.length;
        while (rows > 0 && slots[rows - 1] == null) {
            rows--;
        }
        return rows;
    }

    private ActiveSequence text(int number, Prompt prompt) {
        return new ActiveSequence(number, prompt, beginning(number, prompt, tokenizer, description), tokenizer);
    }

    /** @throws BadInputException when the prompt has no token, or too many */
    public static int[] beginning(int number, Prompt prompt, Tokenizer tokenizer, TransformerConfig description) {
        int[] ids = tokenizer.encode(prompt.text());
        if (ids.length == 0) {
            throw new BadInputException(
                    "Prompt " + number + " is empty, and this model has no token to begin with; give it a word.");
        }
        if (ids.length >= description.context()) {
            throw new BadInputException("Prompt %d has %d tokens, and this model reads at most %d; shorten it."
                    .formatted(number, ids.length, description.context() - 1));
        }
        return ids;
    }

    private void join(List<ActiveSequence> texts) {
        List<ActiveSequence> sorted = texts.stream()
                .sorted(Comparator.comparingInt(ActiveSequence::length).reversed())
                .toList();
        if (sorted.isEmpty()) {
            return;
        }
        if (memory == null) {
            memory = new KvCache(transformer, slots.length, sorted.getFirst().length());
        }
        memory.reserve(sorted.getFirst().length());
        int[] free = IntStream.range(0, slots.length)
                .filter(slot -> slots[slot] == null)
                .toArray();
        for (int from = 0, to; from < sorted.size(); from = to) {
            int tokens = sorted.get(from).length();
            to = from + 1;
            while (to < sorted.size() && tokens + sorted.get(to).length() <= PREFILL) {
                tokens += sorted.get(to++).length();
            }
            read(sorted.subList(from, to), Arrays.copyOfRange(free, from, to));
        }
    }

    private void read(List<ActiveSequence> group, int[] places) {
        List<int[]> texts = group.stream().map(ActiveSequence::beginning).toList();
        try (ForwardBatch pass = ForwardBatch.beginning(transformer, texts, memory, places)
                .inject(group.stream().map(ActiveSequence::injections).toList())) {
            NDArray stream = transformer.run(pass, description.blocks(), (layer, x) -> {});
            for (int i = 0; i < places.length; i++) {
                slots[places[i]] = group.get(i);
            }
            tell(group, stream.get(pass.lastTokens()));
        }
    }

    /**
     * Slots that stand empty between others cost time: when they are an eighth and nobody has
     * joined, the last texts move into them.
     */
    private void closeRanks() {
        if (8 * (rows() - active()) < rows()) {
            return;
        }
        for (int hole = 0; hole < rows(); hole++) {
            if (slots[hole] == null) {
                int last = rows() - 1;
                memory.move(last, hole);
                slots[hole] = slots[last];
                slots[last] = null;
            }
        }
    }

    private void grow() {
        List<ActiveSequence> rows = Arrays.asList(slots).subList(0, rows());
        Optional<JavaDecoder> next = rows.size() == 1 ? transformer.nextToken() : Optional.empty();
        if (next.isPresent()) {
            grow(rows.getFirst(), next.get());
        } else {
            grow(rows);
        }
    }

    private void grow(ActiveSequence text, JavaDecoder next) {
        memory.advance(text.length());
        float[] scores = next.scores(text.latest(), text.length() - 1, text.injections(), memory);
        write(List.of(text), SampledTokens.of(text, scores));
    }

    private void grow(List<ActiveSequence> rows) {
        int[] ids =
                rows.stream().mapToInt(text -> text == null ? 0 : text.latest()).toArray();
        int[] lengths =
                rows.stream().mapToInt(text -> text == null ? 1 : text.length()).toArray();
        memory.advance(Arrays.stream(lengths).max().orElseThrow());
        try (ForwardBatch pass = ForwardBatch.next(transformer, ids, lengths, memory)
                .inject(rows.stream()
                        .map(text -> text == null ? List.<Injection>of() : text.injections())
                        .toList())) {
            NDArray stream = transformer.run(pass, description.blocks(), (layer, x) -> {});
            long[] taken = IntStream.range(0, rows.size())
                    .filter(row -> rows.get(row) != null)
                    .asLongStream()
                    .toArray();
            tell(
                    rows.stream().filter(Objects::nonNull).toList(),
                    taken.length == rows.size()
                            ? stream
                            : stream.get(pass.manager().create(taken)));
        }
    }

    /** @param stream last position of each text */
    private void tell(List<ActiveSequence> texts, NDArray stream) {
        write(texts, SampledTokens.of(texts, transformer.logits(stream)));
    }

    private void write(List<ActiveSequence> texts, SampledTokens chosen) {
        for (int row = 0; row < texts.size(); row++) {
            texts.get(row)
                    .write(
                            (int) chosen.tokens()[row],
                            chosen.logProbs()[row],
                            tokenizer.ends(),
                            description.context(),
                            listener);
        }
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] != null && slots[slot].finished()) {
                slots[slot] = null;
            }
        }
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
        }
    }
}
