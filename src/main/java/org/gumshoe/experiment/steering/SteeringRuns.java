// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.experiment.results.SteeringResults;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;

/**
 * Runs of all arms: does the vector make the model write what a reader would call a detective
 * story? The mixture is chosen on one half of the openings; all arms are reported on the other
 * half.
 */
final class SteeringRuns {
    /**
     * Candidate mixtures: a strong class contrast, which costs no fluency, with more or less of the
     * seed-word direction and of the residual correction. The first is generated first, since its
     * texts determine the residual correction.
     */
    private static final List<Mixture> MIXTURES =
            List.of(Mixture.FIRST, new Mixture(0, .26, .18, .12), Mixture.CORRECTED, new Mixture(0, .26, .24, .18));

    /**
     * Factor of the texts of the main arms: choosing among mixtures and comparing the chosen one
     * need more texts than other arms, since the best of several is also the luckiest.
     */
    private static final int MANY = 2;

    private static final int TUNING_HALF = 0;
    private static final int REPORTING_HALF = 1;
    private static final int SAMPLES = 2;
    private static final String UNSTEERED = StoryArm.UNSTEERED.wireName();

    private final StoryRunner runner;
    private final int seeds;
    private Mixture mixture = Mixture.FIRST;
    private String strongestFluent = "";
    private final List<SteeringResults.Arm> tuning = new ArrayList<>();
    private final List<SteeringResults.Arm> arms = new ArrayList<>();
    private final Map<ArmOpenings, List<JudgedText>> judged = new LinkedHashMap<>();

    private record ArmOpenings(String arm, String openings) {
        List<String> list() {
            return openings.equals("short") ? StoryOpenings.SHORT : StoryOpenings.STORY;
        }
    }

    SteeringRuns(StoryRunner runner, int seeds) {
        this.runner = runner;
        this.seeds = seeds;
    }

    private StoryRunner.Task task(SteeringArm arm, List<String> openings, int half, int seedsOfArm) {
        int[] numbers =
                IntStream.range(0, openings.size()).filter(i -> i % 2 == half).toArray();
        return new StoryRunner.Task(arm, openings, numbers, seedsOfArm);
    }

    /** Texts for each opening of the main arms. */
    int manySeeds() {
        return MANY * seeds;
    }

    /** Texts for each opening where precision matters less. */
    int fewSeeds() {
        return Math.max(1, seeds / 2);
    }

    /**
     * Generates unsteered continuations of the tuning half's short openings, for the corpus
     * direction.
     */
    List<String> generatedTexts() {
        StoryRunner.Task unsteered =
                task(SteeringArm.plain(UNSTEERED, ""), StoryOpenings.SHORT, TUNING_HALF, fewSeeds());
        return texts(runner.run(List.of(unsteered)).getFirst().get());
    }

    /**
     * Generates the candidate mixtures on the tuning half and returns the one that {@link
     * MixtureChoice} takes.
     *
     * @param residual computes the residual correction from steered texts
     */
    SteeringArm chooseMixture(Mixture.Parts parts, Function<List<String>, List<Direction>> residual) {
        List<List<JudgedText>> texts = new ArrayList<>();
        SteeringArm first = arm(Mixture.FIRST, parts);
        texts.addAll(judgeTuningHalf(List.of(SteeringArm.plain(UNSTEERED, ""), first)));
        Mixture.Parts complete = parts.with(residual.apply(texts(texts.getLast())));
        List<SteeringArm> candidates = new ArrayList<>(List.of(first));
        MIXTURES.stream().skip(1).map(weights -> arm(weights, complete)).forEach(candidates::add);
        texts.addAll(judgeTuningHalf(candidates.subList(1, candidates.size())));
        List<JudgedText> unsteered = texts.removeFirst();
        SteeringResults.Arm base = ArmStatistics.of(UNSTEERED, "story", List.of(), List.of(), unsteered, unsteered);
        tuning.add(base);
        List<SteeringResults.Arm> tried = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            SteeringArm candidate = candidates.get(i);
            tried.add(ArmStatistics.of(
                    name(MIXTURES.get(i)),
                    "story",
                    candidate.layers(),
                    candidate.strengths(),
                    texts.get(i),
                    unsteered));
        }
        tuning.addAll(tried);
        strongestFluent = MixtureChoice.strongestFluent(tried, base);
        int chosen = MixtureChoice.of(tried, base);
        mixture = MIXTURES.get(chosen);
        return candidates.get(chosen);
    }

    private static SteeringArm arm(Mixture weights, Mixture.Parts parts) {
        return SteeringArm.mixture(weights.of(parts));
    }

    private static String name(Mixture m) {
        return String.format(
                Locale.ROOT, "mixture %.2f %.2f %.2f %.2f", m.corpus(), m.classContrast(), m.seedWords(), m.residual());
    }

    private List<List<JudgedText>> judgeTuningHalf(List<SteeringArm> candidates) {
        return runner
                .run(candidates.stream()
                        .map(arm -> task(arm, StoryOpenings.STORY, TUNING_HALF, manySeeds()))
                        .toList())
                .stream()
                .map(StoryRunner.Pending::get)
                .toList();
    }

    private static List<String> texts(List<JudgedText> judged) {
        return judged.stream()
                .map(JudgedText::text)
                .filter(text -> !text.isBlank())
                .toList();
    }

    /**
     * Generates and judges arms on the reporting half, all at once. The first arm must be the
     * unsteered one unless it was reported before.
     *
     * @param seedsOfArm texts for each opening, by arm
     */
    void report(Map<SteeringArm, Integer> seedsOfArm, String openings) {
        List<SteeringArm> candidates = List.copyOf(seedsOfArm.keySet());
        List<StoryRunner.Pending> pending = runner.run(candidates.stream()
                .map(arm ->
                        task(arm, new ArmOpenings(arm.name(), openings).list(), REPORTING_HALF, seedsOfArm.get(arm)))
                .toList());
        for (int i = 0; i < pending.size(); i++) {
            add(candidates.get(i), openings, pending.get(i).get());
        }
    }

    /**
     * Adds the results of an arm; the unsteered one comes first, since the others are compared with
     * it.
     */
    private void add(SteeringArm arm, String openings, List<JudgedText> texts) {
        judged.put(new ArmOpenings(arm.name(), openings), texts);
        arms.add(ArmStatistics.of(arm.name(), openings, arm.layers(), arm.strengths(), texts, unsteered(openings)));
    }

    private List<JudgedText> unsteered(String openings) {
        return judged.get(new ArmOpenings(UNSTEERED, openings));
    }

    /**
     * Adds the baseline of rejection sampling: for each opening the unsteered text with the highest
     * LDA score. It costs as many texts as there are seeds.
     */
    void addRejectionSampling(ToDoubleFunction<String> lda, String openings) {
        Map<Integer, JudgedText> best = new TreeMap<>();
        for (JudgedText t : unsteered(openings)) {
            best.merge(t.opening(), t, (a, b) -> lda.applyAsDouble(b.text()) > lda.applyAsDouble(a.text()) ? b : a);
        }
        add(SteeringArm.plain("rejection", ""), openings, List.copyOf(best.values()));
    }

    SteeringResults result() {
        return new SteeringResults(
                List.copyOf(arms),
                transfer(),
                mixture.byName(),
                strongestFluent,
                List.copyOf(tuning),
                samples(),
                TextSummary.of(ofAllOpenings(UNSTEERED), ofAllOpenings("mixture")));
    }

    private List<JudgedText> ofAllOpenings(String arm) {
        return judged.entrySet().stream()
                .filter(e -> e.getKey().arm().equals(arm))
                .flatMap(e -> e.getValue().stream())
                .toList();
    }

    private double transfer() {
        double unsteered = detective(UNSTEERED);
        return (detective(StoryArm.TRANSLATED.wireName()) - unsteered) / (detective("oracle") - unsteered);
    }

    private double detective(String arm) {
        return arms.stream()
                .filter(a -> a.arm().equals(arm) && a.openings().equals("story"))
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
            for (JudgedText t : drawn.subList(0, Math.min(SAMPLES, drawn.size()))) {
                samples.add(new SteeringResults.Sample(
                        key.arm(),
                        key.openings(),
                        key.list().get(t.opening()),
                        t.text(),
                        t.story(),
                        t.detective(),
                        t.hasContent()));
            }
        });
        return samples;
    }
}
