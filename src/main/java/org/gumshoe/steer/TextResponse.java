// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Linear response of a model's texts to the strengths of two directions, measured on texts that it wrote under each
 * direction alone. Solved the other way round it gives the strengths at which texts read as the concept's passages
 * do, and surprise the unsteered model no more than they may: without labels (section 8 of docs/method.md).
 *
 * @param tried strength of each direction, in typical norms
 * @param classContrast what texts under the class contrast alone read
 * @param seedWords what texts under the seed-word direction alone read
 */
public record TextResponse(double tried, Reading classContrast, Reading seedWords) {
    /** Strengths beyond this are not believed: a response is linear for small ones alone. */
    static final double MOST = .4;

    /** Least strength of the class contrast, which alone steers the lower half of the layers. */
    static final double LEAST = .01;

    /** Distance of neighbouring strengths that are tried. */
    static final double STEP = .002;

    /**
     * Mean reading of texts, beyond the model's own texts.
     *
     * @param classContrast along the class contrast, in typical norms
     * @param seedWords along the seed-word direction, in typical norms
     * @param surprise mean negative log-probability of a token by the unsteered model, in nats
     */
    public record Reading(double classContrast, double seedWords, double surprise) {
        private Reading plus(double factor, Reading other) {
            return new Reading(
                    classContrast + factor * other.classContrast,
                    seedWords + factor * other.seedWords,
                    surprise + factor * other.surprise);
        }

        private double squared() {
            return classContrast * classContrast + seedWords * seedWords;
        }

        /**
         * Returns the share of this reading along the directions that another foresaw:
         * 1 - |this - foreseen|² / |this|².
         */
        public double r2(Reading foreseen) {
            return 1 - plus(-1, foreseen).squared() / squared();
        }
    }

    /**
     * Reads texts along two directions at one layer.
     *
     * @param mean activation of the texts, or of passages
     * @param own mean activation of the model's unsteered texts
     * @param surprise beyond that of the unsteered texts
     */
    public static Reading reading(
            Direction classContrast, Direction seedWords, double[] mean, double[] own, double surprise) {
        return new Reading(along(classContrast, mean, own), along(seedWords, mean, own), surprise);
    }

    private static double along(Direction direction, double[] mean, double[] own) {
        double sum = 0;
        for (int d = 0; d < mean.length; d++) {
            sum += direction.unit()[d] * (mean[d] - own[d]);
        }
        return sum / direction.typicalNorm();
    }

    /**
     * Returns the strengths, each up to {@value #MOST}, at which texts come nearest to a reading along the directions.
     *
     * @param mostSurprise what texts may surprise; the weakest strengths where all would surprise more
     */
    public Mixture solve(Reading target, double mostSurprise) {
        return strengths(LEAST)
                .mapToObj(contrast -> strengths(0).mapToObj(words -> new Mixture(0, contrast, words, 0)))
                .flatMap(Function.identity())
                .filter(mixture -> foreseen(mixture).surprise <= mostSurprise)
                .min(Comparator.comparingDouble(mixture -> missed(target, mixture)))
                .orElse(new Mixture(0, LEAST, 0, 0));
    }

    /** Returns the strengths that are tried, from the least on. */
    private static DoubleStream strengths(double least) {
        return IntStream.rangeClosed(0, (int) Math.round((MOST - least) / STEP))
                .mapToDouble(step -> least + step * STEP);
    }

    private double missed(Reading target, Mixture mixture) {
        return target.plus(-1, foreseen(mixture)).squared();
    }

    /** Returns what texts under these strengths should read; other directions do not count. */
    public Reading foreseen(Mixture mixture) {
        return new Reading(0, 0, 0)
                .plus(mixture.classContrast() / tried, classContrast)
                .plus(mixture.seedWords() / tried, seedWords);
    }
}
