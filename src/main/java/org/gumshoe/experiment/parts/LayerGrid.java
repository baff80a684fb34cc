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
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.StitchedPairs;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.stitch.StitchMap;

/**
 * Which layers see the concept, and which the stitch maps connect well. Maps are judged on authors
 * that they were not fitted on.
 */
public final class LayerGrid {
    /** The cosine on the other side judges these maps, so that none of their pairs need to. */
    private static final Predicate<String> ALL_FIT = book -> false;

    private final PairedActivations reading;
    private final double[] z;

    public LayerGrid(PairedActivations reading, double[] z) {
        this.reading = reading;
        this.z = z;
    }

    private record Seen(double auc, double reliability) {}

    /**
     * All pairs of layers, the chosen one marked: the rule without labels takes the largest product
     * of the R² of the stitch map and the reliabilities of the notion at both of its ends.
     *
     * @param responsibilities of the books in the notion: what the compared vectors are made from
     */
    public List<ExperimentResults.LayerPair> run(Map<String, Double> responsibilities) {
        List<ExperimentResults.LayerPair> pairs = pairs(responsibilities);
        ExperimentResults.LayerPair best =
                pairs.stream().max(Comparator.comparingDouble(LayerGrid::worth)).orElseThrow();
        return pairs.stream().map(p -> p == best ? p.asChosen() : p).toList();
    }

    private static double worth(ExperimentResults.LayerPair pair) {
        return pair.r2() * pair.reliabilityWeak() * pair.reliabilityStrong();
    }

    private List<ExperimentResults.LayerPair> pairs(Map<String, Double> responsibilities) {
        Map<String, Integer> fifth = AuthorGroups.deal(LayerDataset.books(reading.passages()), 5, 2);
        Map<String, Integer> half = AuthorGroups.deal(LayerDataset.books(reading.passages()), 2, 3);
        int[] strongLayers = reading.strong().layers();
        Map<Integer, Seen> seenStrong = new HashMap<>();
        for (int layer : strongLayers) {
            seenStrong.put(layer, seen(reading.strongAt(layer)));
        }
        List<ExperimentResults.LayerPair> pairs = new ArrayList<>();
        for (int weakLayer : reading.weak().layers()) {
            Seen seenWeak = seen(reading.weakAt(weakLayer));
            StitchFit fit = StitchedPairs.fit(reading, weakLayer, strongLayers, book -> fifth.get(book) == 0);
            double[][] cosines = new double[strongLayers.length][2];
            for (int side = 0; side < 2; side++) {
                int other = side;
                compare(weakLayer, responsibilities, b -> half.get(b.id()) == other, cosines);
            }
            for (int l = 0; l < strongLayers.length; l++) {
                pairs.add(new ExperimentResults.LayerPair(
                        weakLayer,
                        strongLayers[l],
                        fit.r2()[l],
                        fit.r2Shuffled()[l],
                        cosines[l][0] / 2,
                        cosines[l][1] / 2,
                        seenWeak.auc,
                        seenStrong.get(strongLayers[l]).auc,
                        seenWeak.reliability,
                        seenStrong.get(strongLayers[l]).reliability,
                        false));
            }
        }
        return pairs;
    }

    private Seen seen(LayerDataset space) {
        Refinement.Result refined = space.refine(z, new Refinement.Start.Scores());
        return new Seen(
                LabelScoring.passageAuc(space.passages(), space.scores(refined, z)),
                refined.diagnosis().reliability());
    }

    /**
     * Adds, for each strong layer, the cosine on the other side of maps fitted on this side, and
     * that of maps of shuffled pairs.
     */
    private void compare(
            int weakLayer, Map<String, Double> responsibilities, Predicate<Corpus.Labelled> side, double[][] sums) {
        StitchFit fit = StitchedPairs.fit(
                reading.only(side), weakLayer, reading.strong().layers(), ALL_FIT);
        PairedActivations unseen = reading.only(side.negate());
        Direction weak = unseen.weakAt(weakLayer).classContrast(responsibilities);
        for (int l = 0; l < sums.length; l++) {
            LayerDataset strong = unseen.strongAt(reading.strong().layers()[l]);
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
