// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.Mauve;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Closeness of texts to real passages of the concept by {@link Mauve}, on sentence embeddings, which the pipeline does
 * not use. There are a tenth as many clusters as real passages, for every arm. The clusters of the bootstrap are
 * those of all texts.
 */
final class MauveToReal {
    private static final int TEXTS_OF_A_CLUSTER = 10;
    private static final int DRAWS = 1000;

    private final List<JudgedText> real;
    private final Function<String, float[]> encoder;
    private final int clusters;

    /**
     * Creates the measure.
     *
     * @param real passages; none, where there are none
     * @param encoder of sentences
     */
    MauveToReal(List<JudgedText> real, Function<String, float[]> encoder) {
        this.real = real;
        this.encoder = encoder;
        this.clusters = Math.max(2, real.size() / TEXTS_OF_A_CLUSTER);
    }

    /** Measures the texts of an arm. */
    Figure of(List<JudgedText> texts) {
        return measure(texts, real, "opening ");
    }

    /** Measures every second real passage against the others: what as few texts from one source have. */
    Figure ofReal() {
        return measure(ToldApart.everySecond(real, 0), ToldApart.everySecond(real, 1), "author ");
    }

    private Figure measure(List<JudgedText> texts, List<JudgedText> others, String group) {
        int count = texts.size() + others.size();
        if (texts.isEmpty() || others.isEmpty() || count <= clusters) {
            return ToldApart.UNKNOWN;
        }
        List<String> groups = new ArrayList<>();
        texts.forEach(text -> groups.add(group + text.opening()));
        others.forEach(text -> groups.add("author " + text.opening()));
        int[] cluster = Mauve.clusters(
                Stream.concat(texts.stream(), others.stream())
                        .map(text -> encoder.apply(text.text()))
                        .toArray(float[][]::new),
                clusters);
        Bootstrap.Interval interval = Bootstrap.overGroups(
                groups.toArray(String[]::new), drawn -> area(drawn, cluster, texts.size()), DRAWS, 1);
        return new Figure(interval.value(), interval.low(), interval.high());
    }

    /** @param texts number of those that come first; the real passages follow */
    private double area(int[] drawn, int[] cluster, int texts) {
        double[] ofTexts = new double[clusters];
        double[] ofReal = new double[clusters];
        for (int i : drawn) {
            (i < texts ? ofTexts : ofReal)[cluster[i]]++;
        }
        boolean drawnBoth =
                DoubleStream.of(ofTexts).sum() > 0 && DoubleStream.of(ofReal).sum() > 0;
        return drawnBoth ? Mauve.area(ofReal, ofTexts) : Double.NaN;
    }
}
