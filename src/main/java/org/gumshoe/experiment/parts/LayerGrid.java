// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.gumshoe.experiment.corpus.AuthorGroups;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PointedScores;
import org.gumshoe.experiment.data.StitchedPairs;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.stitch.StitchMap;

/**
 * Grid of weak and strong layers: how well each layer ranks the passages of the concept, and how
 * well each stitch map predicts a strong layer from a weak one. Maps are judged on authors that
 * they were not fitted on.
 */
public final class LayerGrid {
    /** Holds no pair out, since cosines on the other half of the authors judge these maps. */
    private static final Predicate<String> ALL_FIT = book -> false;

    private final PairedActivations activations;
    private final ConceptPointer pointer;

    public LayerGrid(PairedActivations activations, ConceptPointer pointer) {
        this.activations = activations;
        this.pointer = pointer;
    }

    private record LayerQuality(double auc, double reliability) {}

    /**
     * Compares all pairs of layers and marks the chosen one. The rule, which uses no labels, takes
     * the largest product of the stitch map's R² and the reliabilities of the concept at both ends.
     *
     * @param responsibilities of the books in the concept, which the compared vectors are made from
     */
    public List<ExperimentResults.LayerPair> compare(Map<String, Double> responsibilities) {
        List<ExperimentResults.LayerPair> pairs = pairs(responsibilities);
        ExperimentResults.LayerPair best = pairs.stream()
                .max(Comparator.comparingDouble(LayerGrid::rating))
                .orElseThrow();
        return pairs.stream().map(p -> p == best ? p.asChosen() : p).toList();
    }

    private static double rating(ExperimentResults.LayerPair pair) {
        return pair.r2() * pair.reliabilityWeak() * pair.reliabilityStrong();
    }

    private List<ExperimentResults.LayerPair> pairs(Map<String, Double> responsibilities) {
        Map<String, Integer> fifth = AuthorGroups.deal(BookAggregates.books(activations.passages()), 5, 2);
        Map<String, Integer> half = AuthorGroups.deal(BookAggregates.books(activations.passages()), 2, 3);
        int[] strongLayers = activations.strong().layers();
        Map<Integer, LayerQuality> strongQuality = new HashMap<>();
        for (int layer : strongLayers) {
            strongQuality.put(layer, quality(activations.strongAt(layer), pointer.strong()));
        }
        List<ExperimentResults.LayerPair> pairs = new ArrayList<>();
        for (int weakLayer : activations.weak().layers()) {
            LayerQuality weakQuality = quality(activations.weakAt(weakLayer), pointer.weak());
            StitchFit fit = StitchedPairs.fit(activations, weakLayer, strongLayers, book -> fifth.get(book) == 0);
            double[][] cosines = new double[strongLayers.length][2];
            for (int side = 0; side < 2; side++) {
                int other = side;
                addCosines(weakLayer, responsibilities, b -> half.get(b.id()) == other, cosines);
            }
            for (int l = 0; l < strongLayers.length; l++) {
                pairs.add(new ExperimentResults.LayerPair(
                        weakLayer,
                        strongLayers[l],
                        fit.r2()[l],
                        fit.r2Shuffled()[l],
                        cosines[l][0] / 2,
                        cosines[l][1] / 2,
                        weakQuality.auc,
                        strongQuality.get(strongLayers[l]).auc,
                        weakQuality.reliability,
                        strongQuality.get(strongLayers[l]).reliability,
                        false));
            }
        }
        return pairs;
    }

    private LayerQuality quality(LayerDataset dataset, ConceptPointer.InModel pointer) {
        Refinement.Result refined = dataset.refine(pointer, new Refinement.Start.Scores());
        return new LayerQuality(
                LabelScoring.passageAuc(dataset.passages(), PointedScores.crossFitted(dataset, refined, pointer)),
                refined.diagnosis().reliability());
    }

    /**
     * Adds, for each strong layer, the cosine on the other side by a map fitted on this side, and
     * the same for the map of shuffled pairs.
     */
    private void addCosines(
            int weakLayer, Map<String, Double> responsibilities, Predicate<Corpus.Labelled> side, double[][] sums) {
        StitchFit fit = StitchedPairs.fit(
                activations.only(side), weakLayer, activations.strong().layers(), ALL_FIT);
        PairedActivations unseen = activations.only(side.negate());
        Direction weak = unseen.weakAt(weakLayer).classContrast(responsibilities);
        for (int l = 0; l < sums.length; l++) {
            LayerDataset strong = unseen.strongAt(activations.strong().layers()[l]);
            float[] own = strong.classContrast(responsibilities).difference();
            double[] deviation = strong.deviation();
            sums[l][0] += cosine(fit.maps().get(l), weak, own, deviation);
            sums[l][1] += cosine(fit.shuffledMaps().get(l), weak, own, deviation);
        }
    }

    private static double cosine(StitchMap map, Direction weak, float[] own, double[] deviation) {
        return Cosine.standardised(map.translate(weak.difference()), own, deviation);
    }
}
