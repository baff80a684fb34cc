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
import org.gumshoe.experiment.data.LdaPointer;
import org.gumshoe.experiment.data.NamingContrast;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.data.StitchedPairs;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.stitch.StitchFit;

/**
 * The steering part: makes the vectors of all arms, trains the judges, and has the texts written.
 */
public final class SteeringPart {
    private final ExperimentConfig plan;
    private final ExperimentListener progress;
    private final ExperimentConfig.Layers weak;
    private final ExperimentConfig.Layers strong;

    public SteeringPart(
            ExperimentConfig plan,
            ExperimentListener progress,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong) {
        this.plan = plan;
        this.progress = progress;
        this.weak = weak;
        this.strong = strong;
    }

    /** What the pipeline looks for. */
    private Set<String> pipelineWords(LdaPointer pointer) {
        return Stream.concat(plan.seeds().stream(), pointer.match().words().stream())
                .collect(Collectors.toSet());
    }

    private PassageActivations read(List<String> written) {
        return PassageActivations.read(
                plan.strong(), strong.info(), strong.read(), plan.readSpec(), written, plan.cache(), progress);
    }

    public record Judged(ExperimentResults.JudgeQuality quality, ExperimentResults.Steering steering) {}

    public Judged run(
            Corpus corpus,
            PairedActivations reading,
            StitchedLayers pair,
            StitchedLayers.Concept concept,
            double[] z,
            LdaPointer pointer) {
        Map<String, Double> members = concept.strong().responsibilities();
        TextCache cache = new TextCache(plan.cache().resolve("texts.jsonl"));
        String weakHash = weak.info().sha256();
        String strongHash = strong.info().sha256();
        try (JudgeTraining judging = JudgeTraining.train(plan, corpus, pipelineWords(pointer));
                CachedGenerator writer = new CachedGenerator(plan.strong(), strongHash, cache);
                CachedGenerator weakWriter = new CachedGenerator(plan.weak(), weakHash, cache);
                CachedGenerator reader = new CachedGenerator(plan.strong(), strongHash, cache);
                CachedGenerator weakReader = new CachedGenerator(plan.weak(), weakHash, cache);
                StoryRunner teller = new StoryRunner(
                        writer,
                        weakWriter,
                        reader,
                        weakReader,
                        judging,
                        plan.size().tokens(),
                        plan.size().foreseen(),
                        progress)) {
            SteeringRuns runs = new SteeringRuns(teller, plan.size().storySeeds());
            DirectionSet vectors = new DirectionSet(reading.passages(), reading.strong(), strong.steered(), z);
            DirectionSet weakVectors = new DirectionSet(reading.passages(), reading.weak(), weak.steered(), z);
            PassageActivations own = read(runs.ownText());
            NamingContrast contrast = NamingContrast.read(plan, strong, corpus, members, progress);
            Mixture.Parts parts = vectors.parts(members, contrast, own);
            SteeringArm mixture = runs.chooseMixture(parts, texts -> contrast.residual(read(texts)));
            StitchFit stitch = StitchedPairs.fit(reading, pair.weak().layer(), strong.steered());
            Direction inWeak = pair.weak().classContrast(concept.weak().responsibilities());
            SteeringArm unsteered = SteeringArm.plain("unsteered", "");
            SteeringArm prompt = SteeringArm.plain("prompt", StoryArms.prefix(StoryArm.PROMPT, plan.concept()));
            double c = VectorBuilder.STRENGTH;
            SteeringArm translated =
                    SteeringArm.steered("translated", false, vectors.translated(inWeak, stitch.maps()), c);
            SteeringArm oracle = SteeringArm.steered("oracle", false, vectors.oracle(reading.passages()), c);
            SteeringArm refined = SteeringArm.steered("refined", false, parts.classContrast(), c);
            int seeds = plan.size().storySeeds();
            int fewer = plan.size().quick() ? runs.fewer() : seeds;
            Map<SteeringArm, Integer> story = new LinkedHashMap<>();
            List.of(unsteered, prompt, mixture).forEach(arm -> story.put(arm, runs.more()));
            List.of(
                            translated,
                            oracle,
                            refined,
                            SteeringArm.steered(
                                    "shuffled", false, vectors.translated(inWeak, stitch.shuffledMaps()), c),
                            SteeringArm.steered("random", false, VectorBuilder.random(parts.classContrast(), 1), c),
                            SteeringArm.steered(
                                    "weak",
                                    true,
                                    weakVectors.classContrast(concept.weak().responsibilities()),
                                    c))
                    .forEach(arm -> story.put(arm, fewer));
            runs.report(story, "story");
            runs.reject(pointer::score, "story");
            Map<SteeringArm, Integer> brief = new LinkedHashMap<>();
            List.of(unsteered, prompt, mixture).forEach(arm -> brief.put(arm, runs.more()));
            runs.report(plan.size().quick() ? brief : story, "short");
            runs.reject(pointer::score, "short");
            return new Judged(judging.quality(), runs.result());
        }
    }
}
