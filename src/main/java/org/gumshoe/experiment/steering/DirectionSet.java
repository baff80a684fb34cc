// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ClusterSums;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Mixture;
import org.gumshoe.stitch.StitchMap;

/** Set of directions for steering one model at several neighbouring layers. */
final class DirectionSet {
    private final int[] layers;
    private final List<BookSums> sums;

    /**
     * Sums the passages by book.
     *
     * @param z the LDA's concept scores of the passages
     */
    DirectionSet(List<Corpus.Sampled> passages, PassageActivations read, int[] layers, double[] z) {
        this.layers = layers;
        this.sums = BookAggregates.byBook(passages, layers, read.at(layers), z);
    }

    List<Direction> classContrast(Map<String, Double> responsibilities) {
        return Directions.classContrast(sums, responsibilities, layers);
    }

    /**
     * Returns the directions that a refined vector is mixed from before the model has written a
     * steered text.
     *
     * @param generated activations of the model's unsteered texts
     */
    Mixture.Parts parts(Map<String, Double> responsibilities, ClusterSums cluster, PassageActivations generated) {
        return VectorBuilder.parts(
                sums,
                cluster.books(),
                responsibilities,
                layers,
                Optional.of(BookAggregates.texts(generated, layers)),
                Optional.empty());
    }

    /** Returns the class contrast by true labels: the oracle arm. */
    List<Direction> oracle(List<Corpus.Sampled> passages) {
        return classContrast(BookAggregates.labels(passages));
    }

    /** Translates a weak direction into this strong model by stitch maps, or by their null. */
    List<Direction> translated(Direction weak, List<StitchMap> maps) {
        return VectorBuilder.translated(weak, maps, sums);
    }
}
