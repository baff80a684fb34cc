// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gumshoe.experiment.cache.TextCache;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.corpus.HeldOutAuthors;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ClusterSums;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.plan.StoryOpenings.Kind;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.SteeringResults;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.pipeline.StoryScores;
import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.TextSums;
import org.gumshoe.steer.control.StoryScore;

/**
 * Steering part of the experiment: builds the vectors of all arms, trains the judges, and runs the
 * arms. Some authors are held out of everything, so that their passages can stand beside the texts.
 */
public final class SteeringPart {
    /** Steered texts that the residual correction is made from: as many as in the stream at least. */
    private static final int STEERED_TEXTS = 64;

    /** Arms of particles: unsteered ones, and ones that grow under half of the vector. */
    private static final List<String> PARTICLES = List.of("particles", "particles-steered");

    /** Arms whose vector has solved strengths. */
    private static final List<String> BY_SOLVED = List.of(SolvedArm.NAME, "best-solved");

    /** Share of the vector under which particles of a steered proposal grow. */
    private static final double HALF = .5;

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

    /**
     * Everything that was fitted without the held-out authors.
     *
     * @param concept refined in both models
     * @param z the LDA's concept scores of the passages
     */
    public record Fitted(
            HeldOutAuthors authors,
            PairedActivations activations,
            StitchedLayers layers,
            StitchedLayers.Concept concept,
            double[] z,
            LdaConcept lda) {
        Corpus corpus() {
            return authors.rest();
        }
    }

    public record Judged(ExperimentResults.JudgeQuality quality, SteeringResults steering) {}

    public Judged run(Fitted fitted) {
        TextCache cache = new TextCache(config.cache().resolve("texts.jsonl"));
        String weakHash = weak.info().sha256();
        String strongHash = strong.info().sha256();
        try (JudgeTraining judges = JudgeTraining.train(config, fitted.authors().all(), pipelineWords(fitted.lda()));
                CachedGenerator writer = new CachedGenerator(config.strong(), strongHash, cache);
                CachedGenerator weakWriter = new CachedGenerator(config.weak(), weakHash, cache);
                CachedGenerator reader = new CachedGenerator(config.strong(), strongHash, cache);
                CachedGenerator weakReader = new CachedGenerator(config.weak(), weakHash, cache);
                StoryRunner runner =
                        new StoryRunner(writer, weakWriter, reader, weakReader, judges, config.size(), progress)) {
            return new Judged(judges.quality(), run(fitted, judges, runner));
        }
    }

    private SteeringResults run(Fitted fitted, JudgeTraining judges, StoryRunner runner) {
        DirectionSet vectors = new DirectionSet(
                fitted.activations().passages(), fitted.activations().strong(), strong.steered(), fitted.z());
        SteeringArm unsteered = SteeringArm.plain(StoryArm.UNSTEERED.wireName(), "");
        SteeringArm prompt =
                SteeringArm.plain(StoryArm.PROMPT.wireName(), StoryArms.prefix(StoryArm.PROMPT, config.concept()));
        PassageActivations own = read(SteeringRuns.forFitting(runner, unsteered, Kind.SHORT, 2));
        ClusterSums cluster = ClusterSums.read(
                config, strong, fitted.corpus(), fitted.concept().strong().responsibilities(), progress);
        Mixture.Parts parts = parts(fitted, vectors, cluster, runner, own);
        SteeringArm mixture = SteeringArm.mixture(Mixture.CORRECTED.of(parts));
        List<SteeringArm> others = BaselineArms.of(fitted, vectors, parts.classContrast(), weak, strong);
        LayerDataset refined = fitted.layers().strong();
        List<JudgedText> unsteeredTexts =
                SteeringRuns.forFitting(runner, unsteered, Kind.STORY, ClusterRatio.ownSeeds());
        PassageActivations ownTexts = read(unsteeredTexts);
        StoryScore score = refined.storyScore(fitted.concept().strong(), fitted.z(), ownTexts.at(refined.layer()));

        List<JudgedText> real = real(runner, fitted.authors().positive());
        List<JudgedText> realPlain = real(runner, fitted.authors().plain());
        SteeringRuns runs = new SteeringRuns(runner, config, real, judges.encoder());
        boolean quick = config.size().quick();
        Optional<SolvedArm> solved = BY_SOLVED.stream().anyMatch(config::writes)
                ? SolvedArm.solve(
                        parts,
                        cluster.seedWords(),
                        sums(unsteeredTexts),
                        arm -> sums(SteeringRuns.forFitting(runner, arm, Kind.STORY, SolvedArm.SEEDS)))
                : Optional.empty();
        if (solved.isEmpty() && BY_SOLVED.stream().anyMatch(config::writes)) {
            progress.say(
                    "No strengths are solved: no passage of the cluster holds a seed word, or too few texts have words.");
        }
        Optional<TextSearch> particles = PARTICLES.stream().anyMatch(config::writes)
                ? Optional.of(ClusterRatio.particles(fitted, runner, unsteered))
                : Optional.empty();
        for (Kind kind : config.arms().isEmpty() ? Kind.values() : new Kind[] {Kind.STORY}) {
            runs.addReal(SteeringRuns.REAL, real, kind);
            runs.addReal("real-plain", realPlain, kind);
            Map<SteeringArm, Integer> plain = new LinkedHashMap<>();
            List.of(unsteered, prompt, mixture).forEach(arm -> plain.put(arm, runs.seeds(kind)));
            solved.ifPresent(of -> plain.put(of.arm(), runs.seeds(kind)));
            boolean searched = kind == Kind.STORY || !quick;
            if (searched) {
                others.forEach(arm -> plain.put(arm, runs.fewSeeds()));
            }
            runs.report(plain, kind);
            runs.addRejectionSampling(fitted.lda()::score, kind);
            CandidateChoice byConcept = CandidateChoice.byConcept(score);
            if (searched) {
                runs.search(SteeringRuns.BEST, mixture, chosen(byConcept), kind);
                runs.search("chosen-lda", mixture, chosen(byLda(score, fitted)), kind);
                runs.search("chosen-unsteered", unsteered, chosen(byConcept), kind);
                runs.search("chosen-prompt", prompt, chosen(byConcept), kind);
                runs.search("chosen-random", mixture, chosen(byRandomProbe(score, fitted)), kind);
                TextSearch around = new TextSearch.Chosen(StorySearch.Plan.SOLVED, byConcept);
                solved.ifPresent(of -> runs.search("best-solved", of.arm(), around, kind));
            }
            particles.ifPresent(search -> {
                runs.search(PARTICLES.getFirst(), unsteered, search, kind);
                runs.search(PARTICLES.getLast(), mixture.times(HALF), search, kind);
            });
        }
        Map<String, Double> weights = new LinkedHashMap<>(Mixture.CORRECTED.byName());
        solved.ifPresent(of -> weights.putAll(of.figures()));
        solved.filter(of -> config.writes(SolvedArm.NAME))
                .ifPresent(of -> weights.putAll(of.certificate(sums(runs.texts(SolvedArm.NAME)))));
        return runs.result(weights);
    }

    private static TextSearch chosen(CandidateChoice choice) {
        return new TextSearch.Chosen(StorySearch.Plan.DEFAULT, choice);
    }

    private TextSums sums(List<JudgedText> texts) {
        List<CachedGenerator.Likelihood> measured = texts.stream()
                .map(JudgedText::own)
                .filter(likelihood -> likelihood != null && likelihood.tokens() > 0)
                .toList();
        return new TextSums(
                BookAggregates.texts(read(texts), strong.steered()),
                measured.stream().mapToDouble(CachedGenerator.Likelihood::mean).sum(),
                measured.size());
    }

    /** Returns the words that the pipeline uses: the seed words and the topic's words. */
    private Set<String> pipelineWords(LdaConcept lda) {
        return Stream.concat(config.seeds().stream(), lda.match().words().stream())
                .collect(Collectors.toSet());
    }

    private PassageActivations read(List<JudgedText> written) {
        return PassageActivations.read(
                config.strong(),
                strong.info(),
                strong.read(),
                config.readSpec(),
                written.stream().map(JudgedText::text).toList(),
                config.cache(),
                progress);
    }

    /**
     * Returns all directions; those that need generated texts have them from openings that are not reported.
     *
     * @param own the model's unsteered texts
     */
    private Mixture.Parts parts(
            Fitted fitted, DirectionSet vectors, ClusterSums cluster, StoryRunner runner, PassageActivations own) {
        Mixture.Parts first = vectors.parts(fitted.concept().strong().responsibilities(), cluster, own);
        SteeringArm steered = SteeringArm.mixture(Mixture.FIRST.of(first));
        int seeds = STEERED_TEXTS / Kind.STORY.forFitting().length;
        return first.with(cluster.residual(read(SteeringRuns.forFitting(runner, steered, Kind.STORY, seeds))));
    }

    private List<JudgedText> real(StoryRunner runner, List<Corpus.Labelled> books) {
        int number = config.size().storySeeds() * Kind.STORY.reported().length;
        return books.isEmpty() ? List.of() : runner.judge(RealPassages.of(books, number, runner::cut));
    }

    /** The null of the concept: the LDA's score in the place of its readings. */
    private static CandidateChoice byLda(StoryScore score, Fitted fitted) {
        return CandidateChoice.insteadOf(score, "lda", fitted.lda()::score, Statistics.deviation(fitted.z()));
    }

    /** The null of the probe: as many random directions in the place of its readings. */
    private static CandidateChoice byRandomProbe(StoryScore score, Fitted fitted) {
        float[][] rows = fitted.layers().strong().rows();
        return CandidateChoice.byConcept(StoryScores.random(score, rows, 1));
    }
}
