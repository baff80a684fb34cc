// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.pipeline.StitchTrainer;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.StitchFit;

/**
 * Moments of all pairs of one map: a {@link StitchTrainer} over records. Records wait until a block
 * is full, so that the order of summation depends on the log alone. A record marked as retracted
 * removes what it added before.
 */
final class PairMoments {
    private static final int BLOCK = 64;

    private final MapIdentity identity;
    private final StitchTrainer trainer;
    private final List<StitchPair> waiting = new ArrayList<>();

    PairMoments(MapIdentity identity) {
        this(identity, new StitchTrainer(identity.weakWidth(), identity.stackedWidth()));
    }

    private PairMoments(MapIdentity identity, StitchTrainer trainer) {
        this.identity = identity;
        this.trainer = trainer;
    }

    MapIdentity identity() {
        return identity;
    }

    void add(StitchPair pair) {
        waiting.add(pair);
        if (waiting.size() == BLOCK) {
            foldWaiting();
        }
    }

    void foldWaiting() {
        foldInto(trainer);
        waiting.clear();
    }

    /** Adds the moments of other pairs of the same map. */
    void merge(PairMoments other) {
        trainer.merge(other.trainer);
    }

    boolean nothingWaits() {
        return waiting.isEmpty();
    }

    /** Returns the number of rows that fit or judge the map; a waiting record counts as one. */
    long records() {
        long waitingNow =
                waiting.stream().mapToLong(pair -> pair.getRetracted() ? -1 : 1).sum();
        return trainer.rows() + waitingNow;
    }

    /**
     * Fits the maps to all pairs, including waiting ones; the moments are not changed.
     *
     * @param ridge share of the mean variance; null: by the number of pairs
     */
    StitchFit fit(Double ridge) {
        StitchTrainer now = trainer.copy();
        foldInto(now);
        int[] layers =
                identity.strongLayers().stream().mapToInt(Integer::intValue).toArray();
        return now.fit(identity.weakLayer(), layers, ridge);
    }

    private void foldInto(StitchTrainer sums) {
        sums.addAll(pairs(false));
        sums.removeAll(pairs(true));
    }

    private List<StitchTrainer.Pair> pairs(boolean retracted) {
        return waiting.stream()
                .filter(pair -> pair.getRetracted() == retracted)
                .map(this::decode)
                .toList();
    }

    private StitchTrainer.Pair decode(StitchPair pair) {
        return new StitchTrainer.Pair(
                pair.getBook(),
                HalfPrecision.rows(pair.getWeak(), identity.weakWidth()),
                HalfPrecision.rows(pair.getStrong(), identity.stackedWidth()),
                HalfPrecision.rows(pair.getOther(), identity.stackedWidth()));
    }

    /** Returns roughly how many bytes the moments of a map take. */
    static long bytes(MapIdentity map) {
        return 3L * Double.BYTES * map.weakWidth() * (map.weakWidth() + map.stackedWidth());
    }

    /** Returns the moments as bytes; no record may wait. */
    byte[] toBytes() {
        List<double[]> rows = new ArrayList<>();
        trainer.moments().forEach(moments -> rows.addAll(moments.toRows()));
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

    static PairMoments of(MapIdentity identity, byte[] moments) {
        ByteBuffer bytes = ByteBuffer.wrap(moments);
        List<double[]> rows = new ArrayList<>();
        while (bytes.hasRemaining()) {
            double[] row = new double[bytes.getInt()];
            for (int i = 0; i < row.length; i++) {
                row[i] = bytes.getDouble();
            }
            rows.add(row);
        }
        int each = identity.weakWidth() + 1;
        List<Moments> sums = List.of(
                Moments.ofRows(rows.subList(0, each)),
                Moments.ofRows(rows.subList(each, 2 * each)),
                Moments.ofRows(rows.subList(2 * each, 3 * each)));
        return new PairMoments(identity, StitchTrainer.of(sums));
    }
}
