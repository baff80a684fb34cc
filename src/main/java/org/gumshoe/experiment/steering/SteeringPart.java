// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gumshoe.experiment.cache.TextCache;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ClusterSums;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.data.StitchedPairs;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.SteeringResults;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.stitch.StitchFit;

/**
 * Steering part of the experiment: builds the vectors of all arms, trains the judges, and runs the
 * arms.
 */
public final class SteeringPart {
    private final ExperimentConfig config;
    private final ExperimentListener progress;
    private final ExperimentConfig.Layers weak;
    private final ExperimentConfig.Layers strong;

    public SteeringPart(
            ExperimentConfig config,
            ExperimentListener progress,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong) {
        this.config = config;
        this.progress = progress;
        this.weak = weak;
        this.strong = strong;
    }

    /** Returns the words that the pipeline uses: the seed words and the topic's words. */
    private Set<String> pipelineWords(LdaConcept lda) {
        return Stream.concat(config.seeds().stream(), lda.match().words().stream())
                .collect(Collectors.toSet());
    }

    private PassageActivations read(List<String> written) {
        return PassageActivations.read(
                config.strong(), strong.info(), strong.read(), config.readSpec(), written, config.cache(), progress);
    }

    public record Judged(ExperimentResults.JudgeQuality quality, SteeringResults steering) {}

    public Judged run(
            Corpus corpus,
            PairedActivations activations,
            StitchedLayers layers,
            StitchedLayers.Concept concept,
            double[] z,
            LdaConcept lda) {
        Map<String, Double> members = concept.strong().responsibilities();
        TextCache cache = new TextCache(config.cache().resolve("texts.jsonl"));
        String weakHash = weak.info().sha256();
        String strongHash = strong.info().sha256();
        try (JudgeTraining judges = JudgeTraining.train(config, corpus, pipelineWords(lda));
                CachedGenerator writer = new CachedGenerator(config.strong(), strongHash, cache);
                CachedGenerator weakWriter = new CachedGenerator(config.weak(), weakHash, cache);
                CachedGenerator reader = new CachedGenerator(config.strong(), strongHash, cache);
                CachedGenerator weakReader = new CachedGenerator(config.weak(), weakHash, cache);
                StoryRunner runner = new StoryRunner(
                        writer,
                        weakWriter,
                        reader,
                        weakReader,
                        judges,
                        config.size().tokens(),
                        config.size().perplexityTexts(),
                        progress)) {
            SteeringRuns runs = new SteeringRuns(runner, config.size().storySeeds());
            DirectionSet vectors = new DirectionSet(activations.passages(), activations.strong(), strong.steered(), z);
            DirectionSet weakVectors = new DirectionSet(activations.passages(), activations.weak(), weak.steered(), z);
            PassageActivations generated = read(runs.generatedTexts());
            ClusterSums cluster = ClusterSums.read(config, strong, corpus, members, progress);
            Mixture.Parts parts = vectors.parts(members, cluster, generated);
            SteeringArm mixture = runs.chooseMixture(parts, texts -> cluster.residual(read(texts)));
            StitchFit stitch = StitchedPairs.fit(activations, layers.weak().layer(), strong.steered());
            Direction inWeak = layers.weak().classContrast(concept.weak().responsibilities());
            SteeringArm unsteered = SteeringArm.plain(StoryArm.UNSTEERED.wireName(), "");
            SteeringArm prompt =
                    SteeringArm.plain(StoryArm.PROMPT.wireName(), StoryArms.prefix(StoryArm.PROMPT, config.concept()));
            double strength = VectorBuilder.STRENGTH;
            SteeringArm translated = SteeringArm.steered(
                    StoryArm.TRANSLATED.wireName(), false, vectors.translated(inWeak, stitch.maps()), strength);
            SteeringArm oracle = SteeringArm.steered("oracle", false, vectors.oracle(activations.passages()), strength);
            SteeringArm refined =
                    SteeringArm.steered(StoryArm.REFINED.wireName(), false, parts.classContrast(), strength);
            int seeds = config.size().storySeeds();
            int fewer = config.size().quick() ? runs.fewSeeds() : seeds;
            Map<SteeringArm, Integer> story = new LinkedHashMap<>();
            List.of(unsteered, prompt, mixture).forEach(arm -> story.put(arm, runs.manySeeds()));
            List.of(
                            translated,
                            oracle,
                            refined,
                            SteeringArm.steered(
                                    StoryArm.SHUFFLED.wireName(),
                                    false,
                                    vectors.translated(inWeak, stitch.shuffledMaps()),
                                    strength),
                            SteeringArm.steered(
                                    StoryArm.RANDOM.wireName(),
                                    false,
                                    VectorBuilder.random(parts.classContrast(), 1),
                                    strength),
                            SteeringArm.steered(
                                    "weak",
                                    true,
                                    weakVectors.classContrast(concept.weak().responsibilities()),
                                    strength))
                    .forEach(arm -> story.put(arm, fewer));
            runs.report(story, "story");
            runs.addRejectionSampling(lda::score, "story");
            Map<SteeringArm, Integer> quickShort = new LinkedHashMap<>();
            List.of(unsteered, prompt, mixture).forEach(arm -> quickShort.put(arm, runs.manySeeds()));
            runs.report(config.size().quick() ? quickShort : story, "short");
            runs.addRejectionSampling(lda::score, "short");
            return new Judged(judges.quality(), runs.result());
        }
    }
}
