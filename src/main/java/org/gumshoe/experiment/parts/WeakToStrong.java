// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PointedScores;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.refine.ClusterIntersection;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.Responsibilities;

/**
 * Weak-to-strong part: does the strong model rank the concept better than the LDA that it learned
 * it from? No score comes from weights that saw a book of the author. There are two protocols.
 * Cross-fitted: LDA and self-training read all books, without labels, as the stream does, and
 * probes are cross-fitted by author. From scratch: the LDA, too, is learned from some authors
 * alone, and the other authors are scored.
 */
public final class WeakToStrong {
    /** Fold of authors: one side to fit on, one side to score. */
    interface Fold {
        PairedActivations fitted();

        PairedActivations unseen();

        /** Returns the pointer of the passages of either side, by an LDA learned from the fitted side alone. */
        ConceptPointer pointer(PairedActivations side);
    }

    /** Name of the ablation: the strong model refined without words. */
    public static final String TOPICS_ALONE = "topics-alone";

    private static final String WORDS_WEAK = "words-weak";
    private static final String WORDS_STRONG = "words-strong";

    private final int weakLayer;
    private final int strongLayer;

    public WeakToStrong(int weakLayer, int strongLayer) {
        this.weakLayer = weakLayer;
        this.strongLayer = strongLayer;
    }

    /** Scores all books by the cross-fitted protocol. */
    public Map<String, ExperimentResults.ArmScores> crossFitted(
            StitchedLayers layers, StitchedLayers.Concept concept, ConceptPointer pointer) {
        double[] z = pointer.z();
        LayerDataset strong = layers.strong();
        Map<String, Double> byLda = Responsibilities.ofBooks(BookAggregates.meanByBook(strong.passages(), z), null);
        Map<String, Double> cluster =
                ClusterIntersection.find(strong.sums(z), byLda, strongLayer, 1).members();
        Map<String, double[]> scores = new LinkedHashMap<>();
        scores.put("lda", z);
        if (pointer.hasWords()) {
            scores.put(WORDS_WEAK, pointer.weakWordsOrNull());
            scores.put(WORDS_STRONG, pointer.strongWordsOrNull());
            ConceptPointer topics = ConceptPointer.ofTopics(z);
            scores.put(
                    TOPICS_ALONE,
                    PointedScores.crossFitted(strong, layers.refine(topics).strong(), topics.strong()));
        }
        scores.put(
                "mean-difference", strong.scores(other -> strong.readOut(strong.classContrast(without(byLda, other)))));
        scores.put("ridge-once", strong.scores(strong.fitOnce(z)));
        scores.put("refined-weak", PointedScores.crossFitted(layers.weak(), concept.weak(), pointer.weak()));
        scores.put(
                "translated",
                strong.scores(other ->
                        strong.readOut(layers.translate(without(concept.weak().responsibilities(), other)))));
        scores.put("refined-strong", PointedScores.crossFitted(strong, concept.strong(), pointer.strong()));
        scores.put("cluster-intersection", strong.scores(strong.fitOnce(z, cluster)));
        scores.put("ceiling", strong.scores(strong.supervised()));
        return arms(strong.passages(), scores);
    }

    private static Map<String, Double> without(Map<String, Double> responsibilities, Predicate<String> books) {
        return responsibilities.entrySet().stream()
                .filter(e -> !books.test(e.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Fits everything, the LDA included, on one side of each fold and scores the other. Scores of
     * different folds are standardised by mean and deviation of the fitted side, and pooled.
     */
    public Map<String, ExperimentResults.ArmScores> fromScratch(
            List<? extends Fold> folds, ExperimentListener progress) {
        AtomicInteger done = new AtomicInteger();
        List<Map<String, double[]>> byFold = folds.parallelStream()
                .map(fold -> {
                    Map<String, double[]> scores = scores(fold);
                    progress.step("from scratch, folds of authors", done.incrementAndGet(), folds.size());
                    return scores;
                })
                .toList();
        Map<String, double[]> pooled = new LinkedHashMap<>();
        for (String arm : byFold.getFirst().keySet()) {
            pooled.put(
                    arm,
                    byFold.stream()
                            .flatMapToDouble(f -> Arrays.stream(f.get(arm)))
                            .toArray());
        }
        return arms(folds.stream().flatMap(f -> f.unseen().passages().stream()).toList(), pooled);
    }

    private static Map<String, ExperimentResults.ArmScores> arms(
            List<Corpus.Sampled> passages, Map<String, double[]> scores) {
        Map<String, ExperimentResults.ArmScores> arms = new LinkedHashMap<>();
        scores.forEach((arm, values) -> arms.put(arm, LabelScoring.arm(passages, values)));
        return arms;
    }

    /**
     * Returns the results with the performance gap recovered (Burns et al. 2023).
     *
     * @param arms the claimed scores
     * @param fromScratch scores of the stricter protocol
     */
    public static ExperimentResults.WeakToStrong result(
            Map<String, ExperimentResults.ArmScores> arms, Map<String, ExperimentResults.ArmScores> fromScratch) {
        return new ExperimentResults.WeakToStrong(
                arms,
                performanceGapRecovered(arms, a -> a.passageAuc().value()),
                performanceGapRecovered(arms, a -> a.passageAp().value()),
                fromScratch,
                performanceGapRecovered(fromScratch, a -> a.passageAuc().value()));
    }

    private static double performanceGapRecovered(
            Map<String, ExperimentResults.ArmScores> arms, ToDoubleFunction<ExperimentResults.ArmScores> of) {
        double lda = of.applyAsDouble(arms.get("lda"));
        return (of.applyAsDouble(arms.get("refined-strong")) - lda) / (of.applyAsDouble(arms.get("ceiling")) - lda);
    }

    private Map<String, double[]> scores(Fold fold) {
        StitchedLayers layers = StitchedLayers.of(fold.fitted(), weakLayer, strongLayer);
        Map<String, double[]> scores =
                armsAndTopicsAlone(layers, fold.unseen(), fold.pointer(fold.fitted()), fold.pointer(fold.unseen()));
        scores.put(
                "ceiling",
                new Scored(layers.strong(), fold.unseen().strong().at(strongLayer))
                        .by(layers.strong().supervised()));
        return scores;
    }

    /**
     * Scores passages of unseen authors by every arm that needs no label. All is fitted on the
     * passages of the layers. Scores are standardised by mean and deviation of these.
     *
     * @param pointer scores of the passages of the layers
     * @param unseenPointer scores of the unseen passages by the same LDA and models
     * @return scores of the unseen passages by arm, from the LDA to the cluster intersection
     * @throws org.gumshoe.BadInputException when the books are too few or too alike, or the map is
     *     not usable
     */
    public static Map<String, double[]> unlabelledArms(
            StitchedLayers layers, PairedActivations unseen, ConceptPointer pointer, ConceptPointer unseenPointer) {
        double[] z = pointer.z();
        LayerDataset strongFitted = layers.strong();
        StitchedLayers.Concept concept = layers.refine(pointer);
        Map<String, Double> byLda =
                Responsibilities.ofBooks(BookAggregates.meanByBook(strongFitted.passages(), z), null);
        ClusterIntersection cluster = ClusterIntersection.find(strongFitted.sums(z), byLda, strongFitted.layer(), 1);
        Scored weak = new Scored(layers.weak(), unseen.weak().at(layers.weak().layer()));
        Scored strong = new Scored(strongFitted, unseen.strong().at(strongFitted.layer()));
        Map<String, double[]> scores = new LinkedHashMap<>();
        scores.put("lda", standard(unseenPointer.z(), z));
        if (pointer.hasWords()) {
            scores.put(WORDS_WEAK, standard(unseenPointer.weakWordsOrNull(), pointer.weakWordsOrNull()));
            scores.put(WORDS_STRONG, standard(unseenPointer.strongWordsOrNull(), pointer.strongWordsOrNull()));
        }
        scores.put("mean-difference", strong.by(strongFitted.readOut(strongFitted.classContrast(byLda))));
        scores.put("ridge-once", strong.by(strongFitted.fitOnce(z)));
        scores.put("refined-weak", weak.by(concept.weak(), pointer.weak(), unseenPointer.weak()));
        scores.put("translated", strong.by(strongFitted.readOut(concept.translated())));
        scores.put("refined-strong", strong.by(concept.strong(), pointer.strong(), unseenPointer.strong()));
        scores.put("cluster-intersection", strong.by(strongFitted.fitOnce(z, cluster.members())));
        return scores;
    }

    /** As {@link #unlabelledArms}, and where there are words, refined without them, too. */
    public static Map<String, double[]> armsAndTopicsAlone(
            StitchedLayers layers, PairedActivations unseen, ConceptPointer pointer, ConceptPointer unseenPointer) {
        Map<String, double[]> scores = unlabelledArms(layers, unseen, pointer, unseenPointer);
        if (pointer.hasWords()) {
            ConceptPointer.InModel topics = new ConceptPointer.InModel(pointer.z());
            scores.put(
                    TOPICS_ALONE,
                    new Scored(
                                    layers.strong(),
                                    unseen.strong().at(layers.strong().layer()))
                            .by(
                                    layers.refine(pointer.z()).strong(),
                                    topics,
                                    new ConceptPointer.InModel(unseenPointer.z())));
        }
        return scores;
    }

    private record Scored(LayerDataset fitted, float[][] unseen) {
        double[] by(CrossFittedProbe probe) {
            return standard(
                    Arrays.stream(unseen).mapToDouble(probe::scoreUnseen).toArray(), fitted.scores(probe));
        }

        double[] by(Refinement.Result refined, ConceptPointer.InModel pointer, ConceptPointer.InModel unseenPointer) {
            return PointedScores.ofUnseen(fitted, refined, pointer, unseen, unseenPointer);
        }

        double[] by(float[] readOut) {
            return standard(dots(unseen, readOut), dots(fitted.rows(), readOut));
        }
    }

    private static double[] dots(float[][] rows, float[] readOut) {
        return Arrays.stream(rows)
                .mapToDouble(row -> LayerDataset.dot(row, readOut))
                .toArray();
    }

    private static double[] standard(double[] values, double[] fitted) {
        double mean = Statistics.mean(fitted);
        double deviation = Statistics.deviation(fitted);
        return Arrays.stream(values).map(v -> (v - mean) / deviation).toArray();
    }
}
