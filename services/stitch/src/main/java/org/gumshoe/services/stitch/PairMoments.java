// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.schemas.StitchSums;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;

/**
 * The moments of all pairs of one couple of models and layers: those that fit the map, those of
 * held-out books that judge it, and those of shuffled pairs that make its null. Records wait until
 * a block is full, so that the order of the sums depends on the log alone. A record that is marked
 * as retracted takes out what it brought in before.
 */
final class PairMoments {
    private static final int BLOCK = 64;

    private final Couple couple;
    private final Moments train;
    private final Moments heldOut;
    private final Moments shuffled;
    private final List<StitchPair> waiting = new ArrayList<>();

    /** What a map goes between, and since which announcement. */
    record Couple(
            String weakModel,
            String strongModel,
            int weakLayer,
            List<Integer> strongLayers,
            int weakWidth,
            int strongWidth,
            long epoch) {
        static Couple of(StitchPair pair) {
            return new Couple(
                    pair.getWeakModel(),
                    pair.getStrongModel(),
                    pair.getWeakLayer(),
                    List.copyOf(pair.getStrongLayers()),
                    pair.getWeakWidth(),
                    pair.getStrongWidth(),
                    pair.getEpoch());
        }

        static Couple of(StitchSums sums) {
            return new Couple(
                    sums.getWeakModel(),
                    sums.getStrongModel(),
                    sums.getWeakLayer(),
                    List.copyOf(sums.getStrongLayers()),
                    sums.getWeakWidth(),
                    sums.getStrongWidth(),
                    sums.getEpoch());
        }

        int allStrong() {
            return strongWidth * strongLayers.size();
        }

        /** Whether maps of this couple have the keys that those of the other have. */
        boolean hasKeysOf(Couple other) {
            return weakLayer == other.weakLayer
                    && strongLayers.equals(other.strongLayers)
                    && strongWidth == other.strongWidth;
        }
    }

    PairMoments(Couple couple) {
        this(couple, empty(couple), empty(couple), empty(couple));
    }

    private PairMoments(Couple couple, Moments train, Moments heldOut, Moments shuffled) {
        this.couple = couple;
        this.train = train;
        this.heldOut = heldOut;
        this.shuffled = shuffled;
    }

    private static Moments empty(Couple couple) {
        return new Moments(couple.weakWidth(), couple.allStrong());
    }

    Couple couple() {
        return couple;
    }

    void add(StitchPair pair) {
        waiting.add(pair);
        if (waiting.size() == BLOCK) {
            fold();
        }
    }

    /** Lets nothing wait. */
    void fold() {
        fold(train, heldOut, shuffled);
        waiting.clear();
    }

    /** Takes over what others have summed of the same couple. */
    void merge(PairMoments other) {
        train.merge(other.train);
        heldOut.merge(other.heldOut);
        shuffled.merge(other.shuffled);
    }

    boolean nothingWaits() {
        return waiting.isEmpty();
    }

    /** Rows that fit or judge the map, those that wait counted as one each. */
    long records() {
        long waitingNow =
                waiting.stream().mapToLong(pair -> pair.getRetracted() ? -1 : 1).sum();
        return train.n() + heldOut.n() + waitingNow;
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
        fold(trainNow, heldOutNow, shuffledNow);
        int[] layers =
                couple.strongLayers().stream().mapToInt(Integer::intValue).toArray();
        double share = ridge == null ? StitchFit.ridgeFor(trainNow.n()) : ridge;
        return StitchFit.fit(couple.weakLayer(), layers, trainNow, heldOutNow, shuffledNow, share);
    }

    private void fold(Moments toTrain, Moments toHeldOut, Moments toShuffled) {
        List.of(false, true).forEach(retracted -> {
            Block trained = new Block();
            Block judged = new Block();
            Block nulls = new Block();
            waiting.stream()
                    .filter(pair -> pair.getRetracted() == retracted)
                    .forEach(pair -> share(pair, trained, judged, nulls));
            trained.fold(toTrain, retracted);
            judged.fold(toHeldOut, retracted);
            nulls.fold(toShuffled, retracted);
        });
    }

    /** Positions within a passage help to fit; the map is judged by pooled passages alone. */
    private void share(StitchPair pair, Block trained, Block judged, Block nulls) {
        float[][] weak = HalfPrecision.rows(pair.getWeak(), couple.weakWidth());
        float[][] strong = HalfPrecision.rows(pair.getStrong(), couple.allStrong());
        if (Pairing.heldOut(pair.getBook())) {
            judged.add(weak[0], strong[0]);
            return;
        }
        float[][] others = HalfPrecision.rows(pair.getOther(), couple.allStrong());
        for (int i = 0; i < weak.length; i++) {
            trained.add(weak[i], strong[i]);
            if (i < others.length) {
                nulls.add(weak[i], others[i]);
            }
        }
    }

    private record Block(List<float[]> x, List<float[]> y) {
        Block() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(float[] weak, float[] strong) {
            x.add(weak);
            y.add(strong);
        }

        void fold(Moments into, boolean retracted) {
            float[][] weak = x.toArray(float[][]::new);
            float[][] strong = y.toArray(float[][]::new);
            if (retracted) {
                into.removeAll(weak, strong);
            } else {
                into.addAll(weak, strong);
            }
        }
    }

    /** About so many bytes are the three sums of a couple. */
    static long bytes(Couple couple) {
        return 3L * Double.BYTES * couple.weakWidth() * (couple.weakWidth() + couple.allStrong());
    }

    /** The three sums, when nothing waits. */
    byte[] moments() {
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

    static PairMoments of(Couple couple, byte[] moments) {
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
        return new PairMoments(
                couple,
                Moments.ofRows(rows.subList(0, each)),
                Moments.ofRows(rows.subList(each, 2 * each)),
                Moments.ofRows(rows.subList(2 * each, 3 * each)));
    }
}
