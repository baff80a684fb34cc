// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.lm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.lm.transformer.Injection;

/**
 * Gumshoe's side of the comparison of language model programs; see {@code bench/lm/run}. {@code ids
 * MODEL TEXT} prints the tokens of the texts, for the other programs. {@code
 * prefill|passages|decode|one MODEL TEXT f32|bf16} prints a line of JSON with the tokens per
 * second, the median of several runs. {@code large DIRECTORY bf16} reads a text, generates 20
 * tokens and prints the times. {@code long MODEL TEXT bf16 TOKENS} writes behind a prompt of so many
 * tokens and prints what keys and values take.
 */
public final class LmBench {
    private static final int SEQUENCES = 8;
    private static final int SEQUENCE_TOKENS = 128;
    private static final int PASSAGES = 32;
    private static final Set<String> READING = Set.of("prefill", "passages");
    private static final int BATCH = Integer.getInteger("gumshoe.bench.texts", 16);
    private static final int PROMPT_TOKENS = 16;
    private static final int GENERATED_TOKENS = 32;
    private static final int WARMUP_RUNS = 2;
    private static final int RUNS = 5;

    private LmBench() {}

    public static void main(String[] arguments) throws IOException {
        Path model = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "ids" -> ids(model, Path.of(arguments[2]));
            case "large" -> large(model, precision(arguments[2]));
            case "long" ->
                LongPrompt.measure(
                        model, Path.of(arguments[2]), precision(arguments[3]), Integer.parseInt(arguments[4]));
            default -> measure(arguments[0], model, Path.of(arguments[2]), precision(arguments[3]));
        }
    }

    private static Precision precision(String name) {
        return Precision.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static List<int[]> sequences(LanguageModel lm, Path text, int count, int length) throws IOException {
        int[] all = lm.tokenizer().encodeWithoutSpecial(Files.readString(text));
        List<int[]> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sequences.add(Arrays.copyOfRange(all, i * SEQUENCE_TOKENS, i * SEQUENCE_TOKENS + length));
        }
        return sequences;
    }

    /** Returns texts that are from 40 to 224 tokens long. */
    private static List<int[]> passages(LanguageModel lm, Path text) throws IOException {
        List<int[]> sequences = sequences(lm, text, PASSAGES, 224);
        for (int i = 0; i < PASSAGES; i++) {
            sequences.set(i, Arrays.copyOf(sequences.get(i), 40 + 53 * i % 185));
        }
        return sequences;
    }

    private static void ids(Path model, Path text) throws IOException {
        try (LanguageModel lm = LanguageModel.load(model, 0)) {
            System.out.printf(
                    "{\"prefill\": %s, \"passages\": %s, \"decode\": %s, \"written\": %d}%n",
                    json(sequences(lm, text, SEQUENCES, SEQUENCE_TOKENS)),
                    json(passages(lm, text)),
                    json(sequences(lm, text, BATCH, PROMPT_TOKENS)),
                    GENERATED_TOKENS);
        }
    }

    private static String json(List<int[]> sequences) {
        return sequences.stream().map(Arrays::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    private static void measure(String what, Path model, Path text, Precision precision) throws IOException {
        try (LanguageModel lm = LanguageModel.load(model, precision)) {
            int layer = lm.info().blocks();
            List<int[]> batch =
                    what.equals("passages") ? passages(lm, text) : sequences(lm, text, SEQUENCES, SEQUENCE_TOKENS);
            List<String> prompts = sequences(lm, text, what.equals("one") ? 1 : BATCH, PROMPT_TOKENS).stream()
                    .map(lm.tokenizer()::decode)
                    .toList();
            float[] vector = new float[lm.info().width()];
            Arrays.fill(vector, .01f);
            List<Injection> steered = List.of(new Injection(layer / 2, vector));
            double[] tokensPerSecond = new double[RUNS];
            for (int run = -WARMUP_RUNS; run < RUNS; run++) {
                long begin = System.nanoTime();
                int tokens = READING.contains(what) ? read(lm, batch, layer) : generate(lm, prompts, steered);
                double seconds = (System.nanoTime() - begin) / 1e9;
                if (run >= 0) {
                    tokensPerSecond[run] = tokens / seconds;
                }
            }
            Arrays.sort(tokensPerSecond);
            System.out.printf(
                    Locale.ROOT,
                    "{\"who\": \"gumshoe %s%s\", \"model\": \"%s\", \"what\": \"%s\", \"threads\": %s, \"pace\": "
                            + "%.1f, \"least\": %.1f, \"most\": %.1f, \"resident\": %d}%n",
                    precision.text(),
                    READING.contains(what) ? "" : " " + System.getProperty("gumshoe.decoding", "packed"),
                    model.getFileName(),
                    what,
                    System.getProperty("gumshoe.threads"),
                    tokensPerSecond[RUNS / 2],
                    tokensPerSecond[0],
                    tokensPerSecond[RUNS - 1],
                    Long.parseLong(status("VmRSS").findFirst().orElseThrow().split(" ")[1]));
        }
    }

    private static int read(LanguageModel lm, List<int[]> batch, int layer) {
        return lm.read(batch, new int[] {layer}).stream()
                .mapToInt(HiddenStates::length)
                .sum();
    }

    private static int generate(LanguageModel lm, List<String> prompts, List<Injection> steered) {
        int[] written = {0};
        lm.generate(
                prompts.stream()
                        .map(text -> new Prompt(text, GENERATED_TOKENS, Sampling.greedy(), steered))
                        .toList(),
                (prompt, index, id, text, logProb, last) -> written[0]++);
        return written[0];
    }

    private static void large(Path directory, Precision precision) throws IOException {
        long begin = System.nanoTime();
        try (LanguageModel lm = LanguageModel.load(directory, precision)) {
            double loaded = (System.nanoTime() - begin) / 1e9;
            int[] ids = IntStream.range(0, SEQUENCE_TOKENS).map(i -> 7 * i + 11).toArray();
            begin = System.nanoTime();
            lm.read(List.of(ids), new int[] {lm.info().blocks() / 4});
            double read = (System.nanoTime() - begin) / 1e9;
            begin = System.nanoTime();
            int[] written = {0};
            lm.generate(
                    List.of(new Prompt(
                            "The river was high that night, and the boat", 20, new Sampling(1, 1, 1), List.of())),
                    (prompt, index, id, text, logProb, last) -> written[0]++);
            double wrote = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s %s: %,d parameters, loaded in %.1f s, layer %d of 1 x %d tokens in %.2f s, %d tokens in "
                            + "%.2f s, %s%n",
                    directory.getFileName(),
                    precision,
                    lm.info().parameters(),
                    loaded,
                    lm.info().blocks() / 4,
                    SEQUENCE_TOKENS,
                    read,
                    written[0],
                    wrote,
                    status("VmHWM", "VmRSS", "RssAnon").collect(Collectors.joining(", ")));
        }
    }

    /** Returns lines of what the system knows of this process, as "VmRSS: 1234 kB". */
    static Stream<String> status(String... names) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> Arrays.stream(names).anyMatch(line::startsWith))
                .map(line -> line.replaceAll("\\s+", " "));
    }
}
