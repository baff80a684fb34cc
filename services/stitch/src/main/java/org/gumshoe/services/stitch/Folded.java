// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.kit.HalfPrecision;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;

/**
 * The moments of all pairs of one couple of models and layers: those that fit the map, those of held-out books that judge it, and those of shuffled
 * pairs that make its null. Records wait until a block is full, so that the order of the sums depends on the log alone.
 */
final class Folded {
    private static final int BLOCK = 64;

    private final Couple couple;
    private final Moments train;
    private final Moments heldOut;
    private final Moments shuffled;
    private Pairing.Shuffler shuffler = new Pairing.Shuffler();
    private final List<StitchPair> waiting = new ArrayList<>();

    /** What a map goes between. */
    record Couple(
            String weakModel,
            String strongModel,
            int weakLayer,
            List<Integer> strongLayers,
            int weakWidth,
            int strongWidth) {
        static Couple of(StitchPair pair) {
            return new Couple(
                    pair.getWeakModel(),
                    pair.getStrongModel(),
                    pair.getWeakLayer(),
                    List.copyOf(pair.getStrongLayers()),
                    pair.getWeakWidth(),
                    pair.getStrongWidth());
        }

        int allStrong() {
            return strongWidth * strongLayers.size();
        }
    }

    Folded(Couple couple) {
        this(
                couple,
                new Moments(couple.weakWidth(), couple.allStrong()),
                new Moments(couple.weakWidth(), couple.allStrong()),
                new Moments(couple.weakWidth(), couple.allStrong()));
    }

    private Folded(Couple couple, Moments train, Moments heldOut, Moments shuffled) {
        this.couple = couple;
        this.train = train;
        this.heldOut = heldOut;
        this.shuffled = shuffled;
    }

    Couple couple() {
        return couple;
    }

    /** @return whether a block was folded, so that nothing waits */
    boolean add(StitchPair pair) {
        waiting.add(pair);
        if (waiting.size() < BLOCK) {
            return false;
        }
        fold(train, heldOut, shuffled, shuffler);
        waiting.clear();
        return true;
    }

    long records() {
        return train.n() + heldOut.n() + waiting.size();
    }

    /**
     * The map of all pairs, those that wait included; the sums themselves stay as they are.
     *
     * @param ridge share of the mean variance; null: by the number of pairs
     */
    StitchFit fit(Double ridge) {
        Moments trainNow = train.copy();
        Moments heldOutNow = heldOut.copy();
        Moments shuffledNow = shuffled.copy();
        fold(trainNow, heldOutNow, shuffledNow, new Pairing.Shuffler());
        int[] layers =
                couple.strongLayers().stream().mapToInt(Integer::intValue).toArray();
        double share = ridge == null ? StitchFit.ridgeFor(trainNow.n()) : ridge;
        return StitchFit.fit(couple.weakLayer(), layers, trainNow, heldOutNow, shuffledNow, share);
    }

    /** Positions within a passage help to fit; the map is judged by pooled passages alone. */
    private void fold(Moments toTrain, Moments toHeldOut, Moments toShuffled, Pairing.Shuffler others) {
        List<float[]> x = new ArrayList<>();
        List<float[]> y = new ArrayList<>();
        List<float[]> shuffledX = new ArrayList<>();
        List<float[]> shuffledY = new ArrayList<>();
        for (StitchPair pair : waiting) {
            float[][] weak = HalfPrecision.rows(pair.getWeak(), couple.weakWidth());
            float[][] strong = HalfPrecision.rows(pair.getStrong(), couple.allStrong());
            if (Pairing.heldOut(pair.getBook())) {
                toHeldOut.addAll(new float[][] {weak[0]}, new float[][] {strong[0]});
                continue;
            }
            x.addAll(Arrays.asList(weak));
            y.addAll(Arrays.asList(strong));
            for (int i = 0; i < weak.length; i++) {
                float[] row = weak[i];
                others.swap(pair.getBook(), strong[i]).ifPresent(other -> {
                    shuffledX.add(row);
                    shuffledY.add(other);
                });
            }
        }
        toTrain.addAll(x.toArray(float[][]::new), y.toArray(float[][]::new));
        toShuffled.addAll(shuffledX.toArray(float[][]::new), shuffledY.toArray(float[][]::new));
    }

    /** The three sums, for a checkpoint when nothing waits; the null goes on with a fresh shuffler, here as after a restart. */
    byte[] moments() {
        shuffler = new Pairing.Shuffler();
        List<double[]> rows = new ArrayList<>();
        List.of(train, heldOut, shuffled).forEach(sum -> rows.addAll(sum.toRows()));
        ByteBuffer bytes = ByteBuffer.allocate(
                rows.stream().mapToInt(row -> 4 + 8 * row.length).sum());
        for (double[] row : rows) {
            bytes.putInt(row.length);
            for (double value : row) {
                bytes.putDouble(value);
            }
        }
        return bytes.array();
    }

    static Folded of(Couple couple, byte[] moments) {
        ByteBuffer bytes = ByteBuffer.wrap(moments);
        List<double[]> rows = new ArrayList<>();
        while (bytes.hasRemaining()) {
            double[] row = new double[bytes.getInt()];
            for (int i = 0; i < row.length; i++) {
                row[i] = bytes.getDouble();
            }
            rows.add(row);
        }
        int each = couple.weakWidth() + 1;
        return new Folded(
                couple,
                Moments.ofRows(rows.subList(0, each)),
                Moments.ofRows(rows.subList(each, 2 * each)),
                Moments.ofRows(rows.subList(2 * each, 3 * each)));
    }
}
