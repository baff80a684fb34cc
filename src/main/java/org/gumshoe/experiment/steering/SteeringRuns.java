// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.SteeringResults;
import org.gumshoe.pipeline.StoryArm;

/**
 * Runs of all arms on openings that nothing was chosen on: does the control make the model write what a
 * reader would call a detective story?
 */
final class SteeringRuns {
    /** Arm of the default instrument. */
    static final String BEST = "best";

    /** Arm of real passages of the concept. */
    static final String REAL = "real";

    private static final int SAMPLES = 2;

    /** Samples of the arms that are read side by side: with the same numbers they are pairs. */
    private static final int PAIRS = 20;

    private static final String UNSTEERED = StoryArm.UNSTEERED.wireName();
    private static final Set<String> PAIRED = Set.of(REAL, UNSTEERED, BEST);

    private final StoryRunner runner;
    private final ExperimentConfig config;
    private final ToldApart toldApart;
    private final MauveToReal mauve;
    private final List<SteeringResults.Arm> arms = new ArrayList<>();
    private final Map<ArmOpenings, List<JudgedText>> judged = new LinkedHashMap<>();

    private record ArmOpenings(String arm, StoryOpenings.Kind kind) {}

    /**
     * Creates runs.
     *
     * @param real passages of the concept, beside which all texts are measured
     * @param encoder of sentences, which the pipeline does not use
     */
    SteeringRuns(
            StoryRunner runner, ExperimentConfig config, List<JudgedText> real, Function<String, float[]> encoder) {
        this.runner = runner;
        this.config = config;
        this.toldApart = new ToldApart(real, encoder);
        this.mauve = new MauveToReal(real, encoder);
    }

    /** Generates texts on the openings that anything may be made from. */
    static List<JudgedText> forFitting(StoryRunner runner, SteeringArm arm, StoryOpenings.Kind kind, int seeds) {
        StoryRunner.Task task = new StoryRunner.Task(arm, kind.all(), kind.forFitting(), seeds);
        return runner.run(List.of(task)).getFirst().get().stream()
                .filter(text -> !text.text().isBlank())
                .toList();
    }

    private StoryRunner.Task task(SteeringArm arm, StoryOpenings.Kind kind, int seeds) {
        return new StoryRunner.Task(arm, kind.all(), kind.reported(), seeds);
    }

    /** Texts of the arms that are compared, for each opening. */
    int seeds(StoryOpenings.Kind kind) {
        int seeds = config.size().storySeeds();
        return kind == StoryOpenings.Kind.STORY ? seeds : Math.max(1, seeds * 2 / 3);
    }

    /** Texts of the other arms, for each opening. */
    int fewSeeds() {
        return Math.max(1, config.size().storySeeds() / 3);
    }

    /**
     * Generates and judges those arms that are wanted, all at once. The first arm must be the unsteered one unless it
     * was reported before.
     *
     * @param seedsOfArm texts for each opening, by arm
     */
    void report(Map<SteeringArm, Integer> seedsOfArm, StoryOpenings.Kind kind) {
        List<SteeringArm> candidates = seedsOfArm.keySet().stream()
                .filter(arm -> config.writes(arm.name()))
                .toList();
        List<StoryRunner.Pending> pending = runner.run(candidates.stream()
                .map(arm -> task(arm, kind, seedsOfArm.get(arm)))
                .toList());
        for (int i = 0; i < pending.size(); i++) {
            add(candidates.get(i), kind, pending.get(i).get(), 1);
        }
    }

    /**
     * Searches for the texts of an arm and judges them, if it is wanted.
     *
     * @param proposing arm whose texts are the candidates
     */
    void search(String name, SteeringArm proposing, TextSearch search, StoryOpenings.Kind kind) {
        if (!config.writes(name)) {
            return;
        }
        SteeringArm arm = proposing.named(name);
        add(arm, kind, runner.search(task(arm, kind, seeds(kind)), search).get(), search.cost());
    }

    /** Adds the row of real passages. */
    void addReal(String name, List<JudgedText> texts, StoryOpenings.Kind kind) {
        add(SteeringArm.plain(name, ""), kind, texts, 1);
    }

    /**
     * Adds the results of an arm; the unsteered one comes before those that are compared with it.
     *
     * @param candidates that were written for each token of a text
     */
    private void add(SteeringArm arm, StoryOpenings.Kind kind, List<JudgedText> texts, int candidates) {
        if (texts.isEmpty()) {
            return;
        }
        judged.put(new ArmOpenings(arm.name(), kind), texts);
        boolean isReal = arm.name().equals(REAL);
        Map<String, Figure> closeness = Map.of(
                "toldApart", isReal ? toldApart.ofReal() : toldApart.of(texts),
                "mauve", isReal ? mauve.ofReal() : mauve.of(texts));
        arms.add(ArmStatistics.of(
                arm,
                kind.wireName(),
                texts,
                judged.getOrDefault(new ArmOpenings(UNSTEERED, kind), List.of()),
                closeness,
                candidates));
    }

    /**
     * Adds the baseline of rejection sampling: for each opening the unsteered text with the highest
     * LDA score. It costs as many texts as there are seeds.
     */
    void addRejectionSampling(ToDoubleFunction<String> lda, StoryOpenings.Kind kind) {
        if (!config.writes("rejection")) {
            return;
        }
        Map<Integer, JudgedText> best = new TreeMap<>();
        for (JudgedText t : judged.get(new ArmOpenings(UNSTEERED, kind))) {
            best.merge(t.opening(), t, (a, b) -> lda.applyAsDouble(b.text()) > lda.applyAsDouble(a.text()) ? b : a);
        }
        add(SteeringArm.plain("rejection", ""), kind, List.copyOf(best.values()), seeds(kind));
    }

    SteeringResults result(Map<String, Double> mixture) {
        return new SteeringResults(
                List.copyOf(arms),
                transfer(),
                mixture,
                samples(),
                TextSummary.of(ofAllOpenings(UNSTEERED), ofAllOpenings(BEST)));
    }

    private List<JudgedText> ofAllOpenings(String arm) {
        return judged.entrySet().stream()
                .filter(e -> e.getKey().arm().equals(arm))
                .flatMap(e -> e.getValue().stream())
                .toList();
    }

    /** Returns the texts of an arm on all openings. */
    List<JudgedText> texts(String arm) {
        return ofAllOpenings(arm).stream()
                .filter(text -> !text.text().isBlank())
                .toList();
    }

    private double transfer() {
        double unsteered = detective(UNSTEERED);
        return (detective(StoryArm.TRANSLATED.wireName()) - unsteered) / (detective("oracle") - unsteered);
    }

    private double detective(String arm) {
        return arms.stream()
                .filter(a -> a.arm().equals(arm) && a.openings().equals(StoryOpenings.Kind.STORY.wireName()))
                .mapToDouble(SteeringResults.Arm::detective)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Draws a few random texts, with the same numbers for every arm. */
    private List<SteeringResults.Sample> samples() {
        List<SteeringResults.Sample> samples = new ArrayList<>();
        judged.forEach((key, texts) -> {
            List<JudgedText> drawn = new ArrayList<>(texts);
            drawn.sort(Comparator.comparingInt(JudgedText::opening).thenComparingLong(JudgedText::seed));
            Collections.shuffle(drawn, new Random(5));
            int number = PAIRED.contains(key.arm()) && key.kind() == StoryOpenings.Kind.STORY ? PAIRS : SAMPLES;
            for (JudgedText t : drawn.subList(0, Math.min(number, drawn.size()))) {
                samples.add(new SteeringResults.Sample(
                        key.arm(),
                        key.kind().wireName(),
                        t.draft().opening(),
                        t.text(),
                        t.story(),
                        t.detective(),
                        t.hasContent()));
            }
        });
        return samples;
    }
}
