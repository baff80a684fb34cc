// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;

/**
 * Writes several texts at once. Prompts are read in groups of equal length, then every text grows by a token a pass; keys and values are kept. What a
 * prompt becomes does not depend on its company: rows share nothing but the pass, and each has random numbers of its own.
 */
final class Generation {
    /** So many prompt tokens are read in one pass, or else one prompt. */
    private static final int PREFILL = 2048;

    private final Transformer transformer;
    private final Description description;
    private final Tokenizer tokenizer;
    private final TokenListener listener;

    Generation(Transformer transformer, Description description, Tokenizer tokenizer, TokenListener listener) {
        this.transformer = transformer;
        this.description = description;
        this.tokenizer = tokenizer;
        this.listener = listener;
    }

    /** One text being written. */
    private static final class Text {
        private final int number;
        private final Prompt prompt;
        private final int[] beginning;
        private final SplittableRandom chances;
        private final Detokenizer detokenizer;
        private int written;
        private int latest;
        private boolean finished;

        Text(int number, Prompt prompt, int[] beginning, Tokenizer tokenizer) {
            this.number = number;
            this.prompt = prompt;
            this.beginning = beginning;
            this.chances = new SplittableRandom(prompt.sampling().seed());
            this.detokenizer = new Detokenizer(tokenizer, beginning);
        }

        int length() {
            return beginning.length;
        }

        int pick(float[] probabilities, int from, int size) {
            return Sampler.pick(probabilities, from, size, prompt.sampling(), chances.nextDouble());
        }
    }

    void run(List<Prompt> prompts) {
        List<Text> texts = IntStream.range(0, prompts.size())
                .mapToObj(i -> text(i, prompts.get(i)))
                .sorted(Comparator.comparingInt(Text::length).reversed())
                .toList();
        if (texts.isEmpty()) {
            return;
        }
        int longest = texts.getFirst().length();
        try (KeyValues memory = new KeyValues(transformer.manager(), description, texts.size(), longest)) {
            for (int from = 0, to; from < texts.size(); from = to) {
                to = from + 1;
                while (to < texts.size()
                        && texts.get(to).length() == texts.get(from).length()
                        && (to + 1 - from) * texts.get(from).length() <= PREFILL) {
                    to++;
                }
                read(texts.subList(from, to), memory.beginning(from));
            }
            List<Text> growing = dropFinished(texts, memory);
            while (!growing.isEmpty()) {
                memory.advance();
                grow(growing, longest, memory);
                growing = dropFinished(growing, memory);
            }
        }
    }

    private Text text(int number, Prompt prompt) {
        int[] ids = tokenizer.encode(prompt.text());
        if (ids.length == 0) {
            throw new BadInputException(
                    "Prompt " + number + " is empty, and this model has no token to begin with; give it a word.");
        }
        if (ids.length >= description.context()) {
            throw new BadInputException("Prompt %d has %d tokens, and this model reads at most %d; shorten it."
                    .formatted(number, ids.length, description.context() - 1));
        }
        return new Text(number, prompt, ids, tokenizer);
    }

    private void read(List<Text> group, Pass.Memory memory) {
        int[][] ids = group.stream().map(text -> text.beginning).toArray(int[][]::new);
        try (Pass pass =
                Pass.beginning(transformer.manager(), description, ids, memory).inject(injections(group))) {
            NDArray stream = transformer.run(pass, description.blocks(), (layer, x) -> {});
            long[] last = IntStream.rangeClosed(1, group.size())
                    .mapToLong(row -> (long) row * ids[0].length - 1)
                    .toArray();
            tell(group, stream.get(pass.manager().create(last)));
        }
    }

    private void grow(List<Text> texts, int longest, KeyValues memory) {
        int[][] ids = texts.stream().map(text -> new int[] {text.latest}).toArray(int[][]::new);
        int[] starts = texts.stream()
                .mapToInt(text -> text.length() + text.written - 1)
                .toArray();
        int[] padding = texts.stream().mapToInt(text -> longest - text.length()).toArray();
        NDManager manager = transformer.manager();
        try (Pass pass = Pass.next(manager, description, ids, starts, padding, memory.next())
                .inject(injections(texts))) {
            tell(texts, transformer.run(pass, description.blocks(), (layer, x) -> {}));
        }
    }

    private static List<List<Injection>> injections(List<Text> texts) {
        return texts.stream().map(text -> text.prompt.injections()).toList();
    }

    /** @param stream last position of each text */
    private void tell(List<Text> texts, NDArray stream) {
        NDArray logits = transformer.logits(stream);
        float[] probabilities = Sampler.probabilities(
                        logits, texts.stream().map(t -> t.prompt.sampling()).toList())
                .toFloatArray();
        int size = probabilities.length / texts.size();
        long[] chosen = IntStream.range(0, texts.size())
                .parallel()
                .mapToLong(row -> texts.get(row).pick(probabilities, row * size, size))
                .toArray();
        float[] logProbs = logits.logSoftmax(1)
                .gather(logits.getManager().create(chosen, new Shape(chosen.length, 1)), 1)
                .toFloatArray();
        for (int row = 0; row < texts.size(); row++) {
            Text text = texts.get(row);
            text.latest = (int) chosen[row];
            text.finished = tokenizer.ends().contains(text.latest)
                    || text.written + 1 == text.prompt.maxTokens()
                    || text.length() + text.written + 1 == description.context();
            String piece = text.detokenizer.add(text.latest);
            listener.token(text.number, text.written, text.latest, piece, logProbs[row], text.finished);
            text.written++;
        }
    }

    private static List<Text> dropFinished(List<Text> texts, KeyValues memory) {
        int[] kept = IntStream.range(0, texts.size())
                .filter(row -> !texts.get(row).finished)
                .toArray();
        if (kept.length == texts.size()) {
            return texts;
        }
        List<Text> growing = new ArrayList<>();
        for (int row : kept) {
            growing.add(texts.get(row));
        }
        if (kept.length > 0) {
            memory.keep(kept);
        }
        return growing;
    }
}
