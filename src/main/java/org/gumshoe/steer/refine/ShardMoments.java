// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.Shards;

/**
 * Moments of the passages in all shards, asked for in pieces that a record can carry: the passages
 * one by one while they are few, else the shards' moments.
 */
public final class ShardMoments {
    /** Numbers in an answer: 2 MB in double precision, all of a group of 640 dimensions. */
    private static final int PIECE = 1 << 18;

    /** Passages, for each dimension, up to which they take fewer numbers than one shard's moments. */
    private static final int FEW = GroupMoments.GROUPS / 2;

    private ShardMoments() {}

    /**
     * Asks for the moments.
     *
     * @param width of an activation
     * @throws BadInputException when there is no room for moments of this width
     */
    public static GroupMoments of(Shards shards, int width) {
        long passages = BookCounts.of(shards).allPassages();
        return passages <= (long) FEW * width ? ofPassages(shards, width, passages) : ofMoments(shards, width, PIECE);
    }

    private static GroupMoments ofPassages(Shards shards, int width, long passages) {
        GroupMoments moments = new GroupMoments(width);
        int step = Math.max(1, PIECE / (width + 1));
        long seen = 0;
        for (int from = 0; seen < passages; from += step) {
            double[] values =
                    shards.ask(new PassageQuestion.Rows(from, from + step)).values();
            if (values.length == 0) {
                throw new BadInputException(
                        "The shards have %d passages, but their books count %d; sum the books again."
                                .formatted(seen, passages));
            }
            List<List<float[]>> byGroup = new ArrayList<>();
            for (int g = 0; g < GroupMoments.GROUPS; g++) {
                byGroup.add(new ArrayList<>());
            }
            for (int at = 0; at < values.length; at += width + 1) {
                float[] row = new float[width];
                for (int i = 0; i < width; i++) {
                    row[i] = (float) values[at + 1 + i];
                }
                byGroup.get((int) values[at]).add(row);
                seen++;
            }
            for (int g = 0; g < GroupMoments.GROUPS; g++) {
                float[][] rows = byGroup.get(g).toArray(float[][]::new);
                if (rows.length > 0) {
                    moments.group(g).addAll(rows, new float[rows.length][0]);
                }
            }
        }
        return moments;
    }

    /** @param most numbers of an answer, where a single row has no more */
    static GroupMoments ofMoments(Shards shards, int width, int most) {
        GroupMoments moments = new GroupMoments(width);
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            for (int from = 0; from <= width; ) {
                int to = end(from, width, most);
                Answer rows = shards.ask(new ClusterQuestion.MomentRows(g, from, to, width));
                moments.group(g).addTriangle(from, to, rows.sums());
                from = to;
            }
        }
        return moments;
    }

    /** Returns the row after the last that a piece has room for, from a row on. */
    private static int end(int from, int width, int most) {
        int row = from;
        for (long numbers = length(row, width); row <= width && numbers <= most; numbers += length(row, width)) {
            row++;
        }
        return Math.max(row, from + 1);
    }

    /** Returns how many numbers of a row are sent: n and the sums, or a row of the upper triangle. */
    private static int length(int row, int width) {
        return row == 0 ? width + 1 : width - row + 1;
    }
}
