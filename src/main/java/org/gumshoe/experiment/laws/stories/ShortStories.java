// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.stories;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.gumshoe.experiment.cache.TextCache;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.plan.StoryOpenings.Kind;
import org.gumshoe.experiment.steering.CachedGenerator;
import org.gumshoe.experiment.steering.Draft;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.steer.Direction;

/**
 * Writer and reader of short texts: the strong model writes under a direction at one layer, behind openings that no arm
 * is reported on, and the unsteered weak model reads what it has written. All vectors have the same openings and seeds.
 */
public final class ShortStories implements AutoCloseable {
    /** Tokens of each text. */
    private static final int TOKENS = 24;

    /** Unsteered texts for each opening. */
    static final int UNSTEERED = 8;

    /** Strength in typical norms: at one layer about what a plain vector adds in all, .2 at each of six layers. */
    private static final double STRENGTH = 1;

    private final CachedGenerator writer;
    private final CachedGenerator reader;
    private final int layer;
    private final List<String> openings;
    private final ExperimentListener progress;

    /**
     * Creates a writer; models are loaded when they are needed.
     *
     * @param writer the strong model
     * @param reader the weak model
     * @param layer of the weak model that is read
     * @param openings number of openings, at most 8
     */
    ShortStories(CachedGenerator writer, CachedGenerator reader, int layer, int openings, ExperimentListener progress) {
        this.writer = writer;
        this.reader = reader;
        this.layer = layer;
        this.openings = IntStream.of(Kind.SHORT.forFitting())
                .limit(openings)
                .mapToObj(Kind.SHORT.all()::get)
                .toList();
        this.progress = progress;
    }

    /** Creates a writer with the models of an experiment and its cache of texts. */
    public static ShortStories of(
            ExperimentConfig config,
            PairedActivations models,
            int weakLayer,
            int openings,
            ExperimentListener progress) {
        TextCache texts = new TextCache(config.cache().resolve("texts.jsonl"));
        return new ShortStories(
                new CachedGenerator(config.strong(), models.strong().model().sha256(), texts),
                new CachedGenerator(config.weak(), models.weak().model().sha256(), texts),
                weakLayer,
                openings,
                progress);
    }

    /** Writes unsteered texts, with several seeds. */
    public List<StoryTexts> unsteered() {
        return write(Collections.nCopies(UNSTEERED, List.of()), set -> set);
    }

    /** Writes texts under each of the directions. */
    public List<StoryTexts> steered(List<Direction> directions) {
        return write(
                directions.stream()
                        .map(d -> List.of(new Injection(d.layer(), d.steering(STRENGTH))))
                        .toList(),
                set -> 0);
    }

    /**
     * Writes a set of texts for each list of vectors, one text behind each opening.
     *
     * @param seed of each set
     */
    private List<StoryTexts> write(List<List<Injection>> sets, IntUnaryOperator seed) {
        List<Prompt> prompts = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            for (int o = 0; o < openings.size(); o++) {
                prompts.add(new Prompt(
                        openings.get(o),
                        TOKENS,
                        TOKENS,
                        new Sampling(StoryArms.TEMPERATURE, StoryArms.TOP_P, 1000L * o + seed.applyAsInt(set)),
                        sets.get(set)));
            }
        }
        List<Draft> drafts = new ArrayList<>();
        List<CompletableFuture<List<float[]>>> readings = new ArrayList<>();
        while (drafts.size() < prompts.size()) {
            int from = drafts.size();
            List<Prompt> batch = prompts.subList(from, Math.min(prompts.size(), from + CachedGenerator.BATCH));
            List<String> texts = writer.generate(batch);
            for (int i = 0; i < batch.size(); i++) {
                Prompt prompt = batch.get(i);
                drafts.add(new Draft(
                        (from + i) % openings.size(),
                        prompt.text(),
                        prompt.sampling().seed(),
                        texts.get(i)));
            }
            // one model reads while the other writes the next texts
            List<Draft> written = List.copyOf(drafts.subList(from, drafts.size()));
            readings.add(CompletableFuture.supplyAsync(() -> reader.activations(written, layer)));
            progress.step("short stories", drafts.size(), prompts.size());
        }
        List<float[]> states = readings.stream()
                .map(CompletableFuture::join)
                .flatMap(List::stream)
                .toList();
        return IntStream.range(0, sets.size())
                .map(set -> set * openings.size())
                .mapToObj(from -> new StoryTexts(
                        drafts.subList(from, from + openings.size()).stream()
                                .map(Draft::text)
                                .toList(),
                        mean(states.subList(from, from + openings.size()))))
                .toList();
    }

    private static float[] mean(List<float[]> states) {
        float[] mean = new float[states.getFirst().length];
        for (float[] state : states) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += state[d] / states.size();
            }
        }
        return mean;
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
