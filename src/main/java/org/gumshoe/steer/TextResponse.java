// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

/**
 * Linear response of a model's texts to the strengths of two directions, measured on texts that it wrote under each
 * direction alone. Solved the other way round it gives the strengths at which texts read as the concept's passages
 * do, without labels (section 8 of docs/method.md).
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

    /**
     * Mean reading of texts by both directions, in typical norms beyond the model's own texts.
     */
    public record Reading(double classContrast, double seedWords) {
        private double dot(Reading other) {
            return classContrast * other.classContrast + seedWords * other.seedWords;
        }

        private Reading plus(double factor, Reading other) {
            return new Reading(classContrast + factor * other.classContrast, seedWords + factor * other.seedWords);
        }

        /**
         * Returns the share of this reading that another foresaw: 1 - |this - foreseen|² / |this|².
         */
        public double r2(Reading foreseen) {
            Reading missed = plus(-1, foreseen);
            return 1 - missed.dot(missed) / dot(this);
        }
    }

    /**
     * Reads texts along two directions at one layer.
     *
     * @param mean activation of the texts, or of passages
     * @param own mean activation of the model's unsteered texts
     */
    public static Reading reading(Direction classContrast, Direction seedWords, double[] mean, double[] own) {
        return new Reading(along(classContrast, mean, own), along(seedWords, mean, own));
    }

    private static double along(Direction direction, double[] mean, double[] own) {
        double sum = 0;
        for (int d = 0; d < mean.length; d++) {
            sum += direction.unit()[d] * (mean[d] - own[d]);
        }
        return sum / direction.typicalNorm();
    }

    /**
     * Returns the strengths at which texts should have a reading, each from 0 to {@value #MOST}. Where the exact ones
     * lie outside, one is set to its bound and the other brings texts as near to the reading as it can.
     */
    public Mixture solve(Reading target) {
        double determinant =
                classContrast.classContrast * seedWords.seedWords - classContrast.seedWords * seedWords.classContrast;
        double contrast = tried
                * (target.classContrast * seedWords.seedWords - target.seedWords * seedWords.classContrast)
                / determinant;
        double words = tried
                * (classContrast.classContrast * target.seedWords - classContrast.seedWords * target.classContrast)
                / determinant;
        if (contrast >= LEAST && contrast <= MOST && words >= 0 && words <= MOST) {
            return new Mixture(0, contrast, words, 0);
        }
        Mixture best = null;
        for (double bound : new double[] {LEAST, MOST}) {
            best = nearer(target, best, new Mixture(0, bound, along(seedWords, target, bound, classContrast, 0), 0));
        }
        for (double bound : new double[] {0, MOST}) {
            best = nearer(
                    target, best, new Mixture(0, along(classContrast, target, bound, seedWords, LEAST), bound, 0));
        }
        return best;
    }

    /** Returns the best strength of one direction beside a given one of the other. */
    private double along(Reading direction, Reading target, double bound, Reading other, double least) {
        double best = tried * direction.dot(target.plus(-bound / tried, other)) / direction.dot(direction);
        return Double.isNaN(best) ? least : Math.clamp(best, least, MOST);
    }

    private Mixture nearer(Reading target, Mixture a, Mixture b) {
        return a == null || missed(target, b) < missed(target, a) ? b : a;
    }

    private double missed(Reading target, Mixture mixture) {
        Reading missing = target.plus(-1, foreseen(mixture));
        return missing.dot(missing);
    }

    /** Returns what texts under these strengths should read; other directions do not count. */
    public Reading foreseen(Mixture mixture) {
        return new Reading(0, 0)
                .plus(mixture.classContrast() / tried, classContrast)
                .plus(mixture.seedWords() / tried, seedWords);
    }
}
