// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.lda;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.OnlineLda;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.Coherence;
import org.gumshoe.lda.evaluation.DocumentCompletion;
import org.gumshoe.lda.files.CorpusReader;

/**
 * Gumshoe's side of the comparison of topic models; see {@code bench/lda/run}. Every tenth passage
 * is held out, and one evaluator measures the topics of all programs.
 */
public final class LdaBench {
    private static final int HELD_OUT = 10;

    private LdaBench() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "export" -> export(Path.of(arguments[2]), directory);
            case "train" -> train(directory, new RunSettings(arguments[2]));
            case "judge" -> evaluatePeer(directory, arguments[2]);
            default -> throw new IllegalArgumentException("export, train or judge, not " + arguments[0]);
        }
    }

    /** Settings of a run as {@code name=value,name=value}. */
    private record RunSettings(Map<String, Double> values) {
        RunSettings(String text) {
            this(new HashMap<>());
            for (String pair : text.split(",")) {
                values.put(pair.split("=")[0], Double.valueOf(pair.split("=")[1]));
            }
        }

        int get(String name, int fallback) {
            return values.getOrDefault(name, (double) fallback).intValue();
        }

        LdaOptions options(int documents, int run) {
            int k = get("topics", 20);
            return LdaOptions.defaults()
                    .withTopics(k)
                    .withAlpha(values.getOrDefault("alpha", 1.0 / k))
                    .withEta(values.getOrDefault("eta", 1.0 / k))
                    .withTau0(values.getOrDefault("tau0", 1.0))
                    .withKappa(values.getOrDefault("kappa", .5))
                    .withMinibatch(get("minibatch", 256))
                    .withSeed(get("seed", 1) + run)
                    .withReservoir(get("reservoir", 0))
                    .withLearnAlpha(get("learnAlpha", 0) > 0)
                    .withMinBooks(1)
                    .withNameShare(1)
                    .withMaxVocabulary(1_000_000)
                    .withHorizon(
                            values.getOrDefault("horizon", LdaOptions.defaults().horizon()))
                    .withCorpus(get("unknown", 0) > 0 ? 0 : documents);
        }
    }

    /**
     * Writes one passage a line as {@code word:count word:count}, with the vocabulary of a first
     * run. The passages are shuffled, so that every program sees a mixture of the books.
     */
    private static void export(Path books, Path out) throws IOException {
        List<Document> passages = CorpusReader.read(books, 300, System.err::println);
        OnlineLda lda = new OnlineLda(LdaOptions.defaults(), List.of());
        passages.forEach(lda::add);
        lda.flush();
        Set<String> words = new HashSet<>(List.of(lda.snapshot().words()));
        Files.createDirectories(out);
        List<Document> shuffled = new ArrayList<>(passages);
        Collections.shuffle(shuffled, new Random(7));
        try (PrintWriter train = new PrintWriter(out.resolve("train.txt").toFile(), "UTF-8");
                PrintWriter test = new PrintWriter(out.resolve("test.txt").toFile(), "UTF-8")) {
            for (int d = 0; d < shuffled.size(); d++) {
                BagOfWords bag = shuffled.get(d).bag();
                String line = String.join(
                        " ",
                        IntStream.range(0, bag.words().length)
                                .filter(i -> words.contains(bag.words()[i]))
                                .mapToObj(i -> bag.words()[i] + ":" + bag.counts()[i])
                                .toList());
                (d % HELD_OUT == 0 ? test : train).println(line);
            }
        }
    }

    private static List<BagOfWords> read(Path file) throws IOException {
        List<BagOfWords> bags = new ArrayList<>();
        Map<String, String> shared = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] pairs = line.isEmpty() ? new String[0] : line.split(" ");
            String[] words = new String[pairs.length];
            int[] counts = new int[pairs.length];
            for (int i = 0; i < pairs.length; i++) {
                int colon = pairs[i].indexOf(':');
                words[i] = shared.computeIfAbsent(pairs[i].substring(0, colon), w -> w);
                counts[i] = Integer.parseInt(pairs[i].substring(colon + 1));
            }
            bags.add(new BagOfWords(words, counts));
        }
        return bags;
    }

    /**
     * Trains several times in one process and prints each time. The first run is a cold start; the
     * others show what a stream sees. With seeds=1, each run has a random seed of its own.
     */
    private static void train(Path directory, RunSettings settings) throws IOException {
        List<BagOfWords> all = read(directory.resolve("train.txt"));
        int documents = settings.get("documents", all.size());
        List<BagOfWords> bags = IntStream.range(0, documents)
                .mapToObj(d -> all.get(d % all.size()))
                .map(bag -> limitVocabulary(bag, settings.get("words", Integer.MAX_VALUE)))
                .toList();
        int passes = settings.get("passes", 1);
        boolean seeds = settings.get("seeds", 0) > 0;
        for (int run = 0; run < settings.get("runs", 3); run++) {
            long start = System.nanoTime();
            LdaOptions options = settings.options(documents, seeds ? run : 0);
            OnlineLda lda = new OnlineLda(options, List.of(), settings.get("threads", 1));
            for (BagOfWords bag : bags) {
                lda.add("book", bag, Map.of());
            }
            for (int pass = 1; pass < passes; pass++) {
                bags.forEach(lda::repeat);
            }
            lda.flush();
            double seconds = (System.nanoTime() - start) / 1e9;
            print("gumshoe", settings, run, seconds, passes * documents / seconds, lda.snapshot(), directory);
        }
    }

    /**
     * Keeps words by the hash of their spelling, which gives a smaller vocabulary of the same kind
     * of words and shorter passages.
     */
    private static BagOfWords limitVocabulary(BagOfWords bag, int percent) {
        if (percent >= 100) {
            return bag;
        }
        int[] kept = IntStream.range(0, bag.words().length)
                .filter(i -> Math.floorMod(bag.words()[i].hashCode() * 0x9e3779b9, 100) < percent)
                .toArray();
        return new BagOfWords(
                IntStream.of(kept).mapToObj(i -> bag.words()[i]).toArray(String[]::new),
                IntStream.of(kept).map(i -> bag.counts()[i]).toArray());
    }

    private static void print(
            String who,
            RunSettings settings,
            int run,
            double seconds,
            double documentsPerSecond,
            TopicModel model,
            Path directory)
            throws IOException {
        boolean judged = settings.get("judged", 0) > 0 && (run == 0 || settings.get("seeds", 0) > 0);
        System.out.printf(
                Locale.ROOT,
                "{\"who\": \"%s\", \"run\": %d, \"seconds\": %.3f, \"documentsPerSecond\": %.1f, \"vocabulary\": "
                        + "%d, \"settings\": \"%s\"%s}%n",
                who,
                run,
                seconds,
                documentsPerSecond,
                model.words().length,
                settings.values(),
                judged ? ", " + quality(model, directory) : "");
    }

    private static String quality(TopicModel model, Path directory) throws IOException {
        DocumentCompletion completion = DocumentCompletion.of(model, read(directory.resolve("test.txt")));
        double[] npmi = Coherence.npmi(
                IntStream.range(0, model.topics())
                        .mapToObj(k -> model.mostProbableWords(k, 10))
                        .toList(),
                read(directory.resolve("train.txt")));
        return String.format(
                Locale.ROOT,
                "\"perplexity\": %.3f, \"foretold\": %d, \"npmi\": %.4f",
                completion.perplexity(),
                completion.tokens(),
                Coherence.mean(npmi));
    }

    /**
     * Evaluates another program's topics: NAME.words holds a word a line, NAME.lambda the rows as
     * little-endian floats.
     */
    private static void evaluatePeer(Path directory, String name) throws IOException {
        String[] words = Files.readAllLines(directory.resolve(name + ".words")).toArray(String[]::new);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(directory.resolve(name + ".lambda")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int topics = bytes.remaining() / 4 / words.length;
        float[][] lambda = new float[words.length][topics];
        for (float[] row : lambda) {
            bytes.asFloatBuffer().get(row);
            bytes.position(bytes.position() + 4 * topics);
        }
        float[] alpha = new float[topics];
        Arrays.fill(alpha, 1f / topics);
        TopicModel model = new TopicModel(0, topics, words, lambda, alpha, 1f / topics, 0, 0, 0, List.of());
        System.out.printf("{\"who\": \"%s\", \"topics\": %d, %s}%n", name, topics, quality(model, directory));
    }
}
