// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.stitch.StitchMap;

/** The directions that one model can be steered with at several neighbouring layers. */
final class DirectionSet {
    private final PassageActivations read;
    private final int[] layers;
    private final List<BookSums> sums;

    /** @param z the LDA's concept scores of the passages */
    DirectionSet(List<Corpus.Sampled> passages, PassageActivations read, int[] layers, double[] z) {
        this.read = read;
        this.layers = layers;
        this.sums = BookAggregates.byBook(passages, layers, read.at(layers), z);
    }

    List<Direction> between(Map<String, Double> responsibilities) {
        return Directions.between(sums, responsibilities, layers);
    }

    /** @param own activations of the model's own unsteered texts */
    List<Direction> corpus(Map<String, Double> responsibilities, PassageActivations own) {
        return Directions.corpus(sums, responsibilities, BookAggregates.texts(own, layers), layers);
    }

    /** True labels as responsibilities: what an oracle would steer by. */
    List<Direction> oracle(List<Corpus.Sampled> passages) {
        return between(BookAggregates.labels(passages));
    }

    /** A weak direction as this (strong) model has it by the stitch maps, or by their null. */
    List<Direction> translated(Direction weak, List<StitchMap> maps) {
        List<Direction> out = new ArrayList<>();
        for (StitchMap map : maps) {
            out.add(weak.through(map, Directions.typicalNorm(sums, map.strongLayer())));
        }
        return out;
    }

    /** Nothing but the norm is right. */
    List<Direction> random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.of(layers)
                .mapToObj(layer -> Direction.of(
                        layer,
                        random.doubles(read.width())
                                .map(v -> random.nextGaussian())
                                .toArray(),
                        Directions.typicalNorm(sums, layer)))
                .toList();
    }
}
