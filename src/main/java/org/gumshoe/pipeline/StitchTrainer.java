// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;

/**
 * Trainer of stitch maps. It splits pairs of activations by book into those that fit the map and
 * those that judge it, and keeps the moments of both and of the null. Moments merge and retract.
 * Not thread-safe.
 */
public final class StitchTrainer {
    private final Predicate<String> heldOut;
    private final Moments train;
    private final Moments judge;
    private final Moments shuffled;

    /**
     * Pairs of activations from one passage.
     *
     * @param weak [row][weak component]; row 0 is the pooled passage, the others are single
     *     positions
     * @param strong [row][component of all strong layers]
     * @param other strong rows of another book's passage, for the null; there may be fewer
     */
    public record Pair(String book, float[][] weak, float[][] strong, float[][] other) {
        /** Creates the pair of a pooled passage. */
        public Pair(String book, float[] weak, float[] strong, float[][] other) {
            this(book, new float[][] {weak}, new float[][] {strong}, other);
        }
    }

    /**
     * Creates a trainer that holds out the books of {@link Pairing#heldOut}.
     *
     * @param strongWidth of all strong layers together
     */
    public StitchTrainer(int weakWidth, int strongWidth) {
        this(weakWidth, strongWidth, Pairing::heldOut);
    }

    /**
     * Creates a trainer.
     *
     * @param strongWidth of all strong layers together
     * @param heldOut books whose pairs judge the map and never fit it
     * @throws org.gumshoe.BadInputException when there is no room for moments of these widths
     */
    public StitchTrainer(int weakWidth, int strongWidth, Predicate<String> heldOut) {
        // and those of a copy, which a map is fitted to
        Moments.requireRoom(6, weakWidth, strongWidth);
        this(
                heldOut,
                new Moments(weakWidth, strongWidth),
                new Moments(weakWidth, strongWidth),
                new Moments(weakWidth, strongWidth));
    }

    private StitchTrainer(Predicate<String> heldOut, Moments train, Moments judge, Moments shuffled) {
        this.heldOut = heldOut;
        this.train = train;
        this.judge = judge;
        this.shuffled = shuffled;
    }

    /** Restores a trainer from stored moments, in the order of {@link #moments}. */
    public static StitchTrainer of(List<Moments> moments) {
        return new StitchTrainer(Pairing::heldOut, moments.get(0), moments.get(1), moments.get(2));
    }

    public void addAll(Collection<Pair> pairs) {
        Split split = split(pairs);
        split.train.addTo(train);
        split.judge.addTo(judge);
        split.shuffled.addTo(shuffled);
    }

    /** Removes pairs that were added before. */
    public void removeAll(Collection<Pair> pairs) {
        Split split = split(pairs);
        split.train.removeFrom(train);
        split.judge.removeFrom(judge);
        split.shuffled.removeFrom(shuffled);
    }

    public void merge(StitchTrainer other) {
        train.merge(other.train);
        judge.merge(other.judge);
        shuffled.merge(other.shuffled);
    }

    public StitchTrainer copy() {
        return new StitchTrainer(heldOut, train.copy(), judge.copy(), shuffled.copy());
    }

    /** Returns the number of rows that fit or judge the map. */
    public long rows() {
        return train.n() + judge.n();
    }

    /** Returns live views of the moments of fitting, judging and null pairs, to be stored. */
    public List<Moments> moments() {
        return List.of(train, judge, shuffled);
    }

    /**
     * Fits the maps to all pairs so far.
     *
     * @param ridgeOrNull share of the mean variance of the weak dimensions; null: by the number of
     *     pairs
     * @throws org.gumshoe.BadInputException with fewer than two pairs that fit
     */
    public StitchFit fit(int weakLayer, int[] strongLayers, Double ridgeOrNull) {
        double ridge = ridgeOrNull == null ? StitchFit.ridgeFor(train.n()) : ridgeOrNull;
        return StitchFit.fit(weakLayer, strongLayers, train, judge, shuffled, ridge);
    }

    private record Split(Rows train, Rows judge, Rows shuffled) {}

    /**
     * Splits pairs by book. Single positions only help to fit; pooled passages alone judge the map.
     */
    private Split split(Collection<Pair> pairs) {
        Split split = new Split(new Rows(), new Rows(), new Rows());
        for (Pair pair : pairs) {
            if (heldOut.test(pair.book)) {
                split.judge.add(pair.weak[0], pair.strong[0]);
                continue;
            }
            for (int i = 0; i < pair.weak.length; i++) {
                split.train.add(pair.weak[i], pair.strong[i]);
                if (i < pair.other.length) {
                    split.shuffled.add(pair.weak[i], pair.other[i]);
                }
            }
        }
        return split;
    }

    private record Rows(List<float[]> x, List<float[]> y) {
        Rows() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(float[] weak, float[] strong) {
            x.add(weak);
            y.add(strong);
        }

        void addTo(Moments moments) {
            moments.addAll(x.toArray(float[][]::new), y.toArray(float[][]::new));
        }

        void removeFrom(Moments moments) {
            moments.removeAll(x.toArray(float[][]::new), y.toArray(float[][]::new));
        }
    }
}
