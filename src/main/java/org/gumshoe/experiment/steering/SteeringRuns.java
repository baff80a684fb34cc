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
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;

/**
 * Does the vector write what a reader would call a detective story? The mixture is chosen on one
 * half of the openings; all arms are reported on the other.
 */
final class SteeringRuns {
    /**
     * Strong between books, which costs no fluency, and more or less of the content and of the
     * residual. The first is written first: its texts tell what remains.
     */
    private static final List<Mixture> MIXTURES =
            List.of(Mixture.FIRST, new Mixture(0, .26, .18, .12), Mixture.CORRECTED, new Mixture(0, .26, .24, .18));

    /**
     * The choice between mixtures and the comparison of the chosen one need more texts than the
     * other arms: the best of several is the luckiest too.
     */
    private static final int MANY = 2;

    private static final int TUNING_HALF = 0;
    private static final int REPORTING_HALF = 1;
    private static final int SAMPLES = 2;

    private final StoryRunner runner;
    private final int seeds;
    private Mixture mixture = Mixture.FIRST;
    private String strongestFluent = "";
    private final List<ExperimentResults.Arm> tuning = new ArrayList<>();
    private final List<ExperimentResults.Arm> arms = new ArrayList<>();
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

    /** For the arms that everything hangs on. */
    int manySeeds() {
        return MANY * seeds;
    }

    /** Enough for what is chosen, or only compared with nothing. */
    int fewSeeds() {
        return Math.max(1, seeds / 2);
    }

    /**
     * Unsteered continuations of the choosing half's short openings: the model's own text, which
     * the corpus direction leaves behind.
     */
    List<String> generatedTexts() {
        StoryRunner.Task unsteered = task(SteeringArm.plain("unsteered", ""), StoryOpenings.SHORT, TUNING_HALF, fewSeeds());
        return texts(runner.run(List.of(unsteered)).getFirst().get());
    }

    /**
     * What {@link MixtureChoice} takes on the choosing half.
     *
     * @param remainder what remains when the model has written these texts
     */
    SteeringArm chooseMixture(Mixture.Parts parts, Function<List<String>, List<Direction>> residual) {
        List<List<JudgedText>> texts = new ArrayList<>();
        SteeringArm first = arm(Mixture.FIRST, parts);
        texts.addAll(judgeTuningHalf(List.of(SteeringArm.plain("unsteered", ""), first)));
        Mixture.Parts complete = parts.with(residual.apply(texts(texts.getLast())));
        List<SteeringArm> candidates = new ArrayList<>(List.of(first));
        MIXTURES.stream().skip(1).map(weights -> arm(weights, complete)).forEach(candidates::add);
        texts.addAll(judgeTuningHalf(candidates.subList(1, candidates.size())));
        List<JudgedText> unsteered = texts.removeFirst();
        ExperimentResults.Arm base = JudgedText.arm("unsteered", "story", List.of(), List.of(), unsteered, unsteered);
        tuning.add(base);
        List<ExperimentResults.Arm> tried = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            SteeringArm candidate = candidates.get(i);
            tried.add(JudgedText.arm(
                    name(MIXTURES.get(i)), "story", candidate.layers(), candidate.strengths(), texts.get(i), unsteered));
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
     * Has arms written on the reporting half, all at once; the very first must be the unsteered
     * one.
     *
     * @param seedsOfArm texts an opening, of each arm
     */
    void report(Map<SteeringArm, Integer> seedsOfArm, String openings) {
        List<SteeringArm> candidates = List.copyOf(seedsOfArm.keySet());
        List<StoryRunner.Pending> pending = runner.run(candidates.stream()
                .map(arm -> task(arm, new ArmOpenings(arm.name(), openings).list(), REPORTING_HALF, seedsOfArm.get(arm)))
                .toList());
        for (int i = 0; i < pending.size(); i++) {
            add(candidates.get(i), openings, pending.get(i).get());
        }
    }

    /** The first of all is the unsteered arm, which the others are compared with. */
    private void add(SteeringArm arm, String openings, List<JudgedText> texts) {
        judged.put(new ArmOpenings(arm.name(), openings), texts);
        arms.add(JudgedText.arm(arm.name(), openings, arm.layers(), arm.strengths(), texts, unsteered(openings)));
    }

    private List<JudgedText> unsteered(String openings) {
        return judged.get(new ArmOpenings("unsteered", openings));
    }

    /**
     * The baseline: of an opening's unsteered texts the one that the LDA likes best. It costs as
     * many texts as there are seeds.
     */
    void addRejectionSampling(ToDoubleFunction<String> lda, String openings) {
        Map<Integer, JudgedText> best = new TreeMap<>();
        for (JudgedText t : unsteered(openings)) {
            best.merge(t.opening(), t, (a, b) -> lda.applyAsDouble(b.text()) > lda.applyAsDouble(a.text()) ? b : a);
        }
        add(SteeringArm.plain("rejection", ""), openings, List.copyOf(best.values()));
    }

    ExperimentResults.Steering result() {
        return new ExperimentResults.Steering(
                List.copyOf(arms),
                transfer(),
                mixture.byName(),
                strongestFluent,
                List.copyOf(tuning),
                samples(),
                TextSummary.of(ofAllOpenings("unsteered"), ofAllOpenings("mixture")));
    }

    private List<JudgedText> ofAllOpenings(String arm) {
        return judged.entrySet().stream()
                .filter(e -> e.getKey().arm().equals(arm))
                .flatMap(e -> e.getValue().stream())
                .toList();
    }

    private double transfer() {
        double unsteered = detective("unsteered");
        return (detective("translated") - unsteered) / (detective("oracle") - unsteered);
    }

    private double detective(String arm) {
        return arms.stream()
                .filter(a -> a.arm().equals(arm) && a.openings().equals("story"))
                .mapToDouble(ExperimentResults.Arm::detective)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** A random handful, the same numbers for every arm. */
    private List<ExperimentResults.Sample> samples() {
        List<ExperimentResults.Sample> samples = new ArrayList<>();
        judged.forEach((key, texts) -> {
            List<JudgedText> drawn = new ArrayList<>(texts);
            drawn.sort(Comparator.comparingInt(JudgedText::opening).thenComparingLong(JudgedText::seed));
            Collections.shuffle(drawn, new Random(5));
            for (JudgedText t : drawn.subList(0, Math.min(SAMPLES, drawn.size()))) {
                samples.add(new ExperimentResults.Sample(
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
