// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.stitch.StitchMap;

/** The directions that one model can be steered with at several neighbouring layers. */
final class SteeringVectors {
    private final Activations read;
    private final int[] layers;
    private final List<BookSums> sums;

    /** @param z the LDA's concept scores of the passages, which the direction within books follows */
    SteeringVectors(List<Corpus.Sampled> passages, Activations read, int[] layers, double[] z) {
        this.read = read;
        this.layers = layers;
        Map<String, BookSums> byBook = new LinkedHashMap<>();
        float[][][] at = Arrays.stream(layers).mapToObj(read::at).toArray(float[][][]::new);
        for (int i = 0; i < z.length; i++) {
            int passage = i;
            byBook.computeIfAbsent(passages.get(i).book().id(), b -> new BookSums(b, layers, read.width()))
                    .add(Arrays.stream(at).map(rows -> rows[passage]).toArray(float[][]::new), z[i]);
        }
        this.sums = List.copyOf(byBook.values());
    }

    int[] layers() {
        return layers;
    }

    List<Direction> between(Map<String, Double> responsibilities) {
        return Directions.between(sums, responsibilities, layers);
    }

    List<Direction> within() {
        return Directions.within(sums, layers);
    }

    /** @param own activations of the model's own unsteered texts */
    List<Direction> corpus(Map<String, Double> responsibilities, Activations own) {
        BookSums written = new BookSums("own", layers, read.width());
        float[][][] at = Arrays.stream(layers).mapToObj(own::at).toArray(float[][][]::new);
        for (int i = 0; i < own.rows().length; i++) {
            int text = i;
            written.add(Arrays.stream(at).map(rows -> rows[text]).toArray(float[][]::new), 0);
        }
        return Directions.corpus(sums, responsibilities, written, layers);
    }

    /** True labels as responsibilities: what an oracle would steer by. */
    List<Direction> oracle(List<Corpus.Sampled> passages) {
        Map<String, Double> labels = new HashMap<>();
        Space.books(passages).stream()
                .filter(b -> b.positive() != null)
                .forEach(b -> labels.put(b.id(), b.positive() ? 1. : 0.));
        return between(labels);
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
