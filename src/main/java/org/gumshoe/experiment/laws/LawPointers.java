// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.experiment.cache.RecordCache;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.WordScorer;
import org.gumshoe.experiment.halves.YardstickConcept;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.TopicModel;

/**
 * Pointers to all concepts of a table by one topic model of some of the books, in whose prior each
 * concept has a topic, as in a stream with several concepts. Scores are cached.
 */
final class LawPointers implements AutoCloseable {
    private static final int RANDOM_WORDS = 10;
    private static final String VERSION = "laws 1";

    private final ExperimentConfig config;
    private final Corpus corpus;
    private final List<Corpus.Sampled> passages;
    private final List<YardstickConcept> concepts;
    private final WordScorer scorer;
    private final Map<String, double[][]> words = new LinkedHashMap<>();
    private final int topics;
    private final RecordCache cache;
    private LdaConcept.WordCounts counts;

    LawPointers(
            ExperimentConfig config, Corpus corpus, PairedActivations activations, List<YardstickConcept> concepts) {
        this.config = config;
        this.corpus = corpus;
        this.passages = activations.passages();
        this.concepts = concepts;
        this.scorer = new WordScorer(config, activations);
        this.topics = Math.max(LdaOptions.defaults().topics(), concepts.size() + 7);
        concepts.forEach(c -> words.put(c.name(), new double[][] {scorer.weak(c.seeds()), scorer.strong(c.seeds())}));
        int rows = concepts.size() + 3 + topics;
        this.cache = new RecordCache(
                config.cache().resolve("laws-" + rows + "-" + passages.size() + ".bin"), rows * passages.size());
    }

    /**
     * Scores of the passages of all books, by a topic model that read some of them.
     *
     * @param byConcept pointer to each concept of the table
     * @param random pointer by random words
     * @param topics share of each topic, [topic][passage]
     */
    record Pointers(Map<String, ConceptPointer> byConcept, ConceptPointer random, double[][] topics) {}

    /** Returns the scores by a topic model of the books with these ids. */
    Pointers of(Set<String> books) {
        List<Corpus.Labelled> read =
                corpus.books().stream().filter(b -> books.contains(b.id())).toList();
        byte[] key = RecordCache.key(
                VERSION,
                corpus.sha256(),
                read.stream().map(Corpus.Labelled::id).collect(Collectors.joining(" ")),
                passages.stream().map(p -> p.book().id() + p.index()).collect(Collectors.joining(" ")),
                concepts.toString(),
                LdaOptions.defaults() + " " + topics,
                scorer.models());
        float[] rows = cache.get(key);
        if (rows == null) {
            rows = learn(read);
            cache.put(key, rows);
        }
        float[] all = rows;
        int n = passages.size();
        IntFunction<double[]> row = r ->
                IntStream.range(r * n, (r + 1) * n).mapToDouble(i -> all[i]).toArray();
        Map<String, ConceptPointer> byConcept = new LinkedHashMap<>();
        for (int c = 0; c < concepts.size(); c++) {
            String name = concepts.get(c).name();
            byConcept.put(name, new ConceptPointer(row.apply(c), words.get(name)[0], words.get(name)[1]));
        }
        int next = concepts.size();
        return new Pointers(
                byConcept,
                new ConceptPointer(row.apply(next), row.apply(next + 1), row.apply(next + 2)),
                IntStream.range(next + 3, next + 3 + topics).mapToObj(row).toArray(double[][]::new));
    }

    private float[] learn(List<Corpus.Labelled> read) {
        TopicModel model = LdaConcept.learn(
                counts(),
                read,
                concepts.stream()
                        .map(c -> new SeededTopic(c.name(), c.seeds(), SeededTopic.DEFAULT_PSEUDO_COUNT))
                        .toList(),
                options(read).withTopics(topics));
        List<float[]> shares = proportions(model);
        List<double[]> rows = new ArrayList<>();
        concepts.forEach(c -> rows.add(scores(model, c.name(), c.seeds(), shares)));
        List<String> words = new ArrayList<>(List.of(model.words()));
        Collections.shuffle(words, new Random(LdaConcept.SEED));
        List<String> random = words.subList(0, RANDOM_WORDS);
        rows.add(scores(model, "random words", random, shares));
        rows.add(scorer.weak(random));
        rows.add(scorer.strong(random));
        for (int t = 0; t < topics; t++) {
            rows.add(share(shares, t));
        }
        int n = passages.size();
        float[] flat = new float[rows.size() * n];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) rows.get(i / n)[i % n];
        }
        return flat;
    }

    /** Where no seed word is in the vocabulary all passages score alike, and no refinement begins. */
    private static double[] scores(TopicModel model, String concept, List<String> seeds, List<float[]> shares) {
        ConceptMatch match = ConceptFinder.find(model, concept, seeds, null);
        return shares.stream()
                .mapToDouble(share -> match.found() ? match.score(share) : 0)
                .toArray();
    }

    /** Returns the shares of all topics in each passage. */
    private List<float[]> proportions(TopicModel model) {
        return passages.parallelStream()
                .map(p -> model.proportions(counts().bag(p)))
                .toList();
    }

    private static double[] share(List<float[]> shares, int topic) {
        return shares.stream().mapToDouble(share -> share[topic]).toArray();
    }

    /**
     * Learns a topic model of all books without seeds.
     *
     * @param number of topics
     */
    TopicModel unseeded(int number) {
        return LdaConcept.learn(
                counts(), corpus.books(), List.of(), options(corpus.books()).withTopics(number));
    }

    /** Returns the share of each topic in each passage, [topic][passage]. */
    double[][] shares(TopicModel model) {
        List<float[]> shares = proportions(model);
        return IntStream.range(0, model.topics())
                .mapToObj(t -> share(shares, t))
                .toArray(double[][]::new);
    }

    private LdaOptions options(List<Corpus.Labelled> read) {
        return LdaConcept.options(
                        read.stream().mapToInt(b -> b.passages().size()).sum())
                .withSeed(LdaConcept.SEED);
    }

    /** Returns word scores of each passage for each of some words, [passage][word], in one of the models. */
    float[][] profiles(List<String> vocabulary, boolean weak) {
        float[][] profiles = new float[passages.size()][vocabulary.size()];
        for (int w = 0; w < vocabulary.size(); w++) {
            double[] scores =
                    weak ? scorer.weak(vocabulary.subList(w, w + 1)) : scorer.strong(vocabulary.subList(w, w + 1));
            for (int i = 0; i < scores.length; i++) {
                profiles[i][w] = (float) scores[i];
            }
        }
        return profiles;
    }

    private synchronized LdaConcept.WordCounts counts() {
        if (counts == null) {
            counts = new LdaConcept.WordCounts(corpus);
        }
        return counts;
    }

    @Override
    public void close() {
        cache.close();
        scorer.close();
    }
}
