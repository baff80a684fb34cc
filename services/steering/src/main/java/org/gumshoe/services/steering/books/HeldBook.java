// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.RowView;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.PassageSource;
import org.gumshoe.steer.shards.TrainingBook;

/**
 * Book in memory, as one model has read it.
 *
 * @param training sums at the refined layer, without word scores
 * @param score the LDA's mean concept score of all assigned passages
 * @param withWords whether the model was asked for words behind every passage
 * @param indices of the passages
 * @param scores the LDA's concept score of each passage
 * @param layersOrNull what most questions read beside; null: there was no room
 */
record HeldBook(
        TrainingBook training,
        double score,
        long modelVersion,
        boolean withWords,
        List<Integer> indices,
        float[] scores,
        Layers layersOrNull) {
    /**
     * Passages of a book, and their sum at every layer.
     *
     * @param sums at the layers, in their order: that of the refined one is the training book's, the others lie
     *     together
     * @param rows activations at the refined layer, one after the other, in half precision
     * @param wordStates likewise; none unless the model was asked behind every passage
     */
    record Layers(int[] layers, RowView[] sums, short[] rows, short[] wordStates) {
        static Layers of(BookParts parts) {
            return of(parts, parts.sums());
        }

        private static Layers of(BookParts parts, BookSums sums) {
            int[] layers = sums.layers();
            RowView[] byLayer = new RowView[layers.length];
            double[] others = new double[(layers.length - 1) * sums.width()];
            int used = 0;
            for (int l = 0; l < layers.length; l++) {
                byLayer[l] = RowView.of(sums.sum(layers[l]));
                if (layers[l] != parts.refinedLayer()) {
                    System.arraycopy(byLayer[l].numbers(), 0, others, used, sums.width());
                    byLayer[l] = new RowView(others, used, sums.width());
                    used += sums.width();
                }
            }
            return new Layers(layers, byLayer, parts.rows(), parts.wordStates());
        }

        private Layers with(RowView before, RowView after) {
            RowView[] moved = sums.clone();
            Arrays.setAll(moved, l -> sums[l].equals(before) ? after : sums[l]);
            return new Layers(layers, moved, rows, wordStates);
        }

        /** Returns the sum of the activations at a layer. */
        RowView sumAt(int layer) {
            for (int l = 0; l < layers.length; l++) {
                if (layers[l] == layer) {
                    return sums[l];
                }
            }
            throw new IllegalArgumentException("no layer " + layer + " among those of the reading");
        }

        private int width() {
            return sums[0].width();
        }

        private int passages() {
            return rows.length / width();
        }

        long bytes() {
            return (long) Double.BYTES * sums.length * width() + Short.BYTES * ((long) rows.length + wordStates.length);
        }

        /**
         * Shows the passages of a book.
         *
         * @param wordsOrNull their word scores; null: 0
         * @param otherWordsOrNull the other model's; null: none
         */
        void forEach(
                HeldBook book, double[] wordsOrNull, double[] otherWordsOrNull, PassageSource.PassageVisitor visitor) {
            float[] row = new float[width()];
            for (int i = 0; i < book.scores.length; i++) {
                HalfPrecision.decode(rows, i * row.length, row);
                visitor.see(
                        book.book(),
                        row,
                        book.scores[i],
                        wordsOrNull == null ? 0 : wordsOrNull[i],
                        otherWordsOrNull == null ? Double.NaN : otherWordsOrNull[i]);
            }
        }

        /** Returns the word score of each passage. */
        double[] wordScores(float[] readOut) {
            double[] words = new double[passages()];
            float[] state = new float[readOut.length];
            for (int i = 0; i < words.length; i++) {
                HalfPrecision.decode(wordStates, i * state.length, state);
                words[i] = Statistics.dot(state, readOut);
            }
            return words;
        }

        /** Returns the passages at the refined layer, [passage][dimension]. */
        float[][] matrix() {
            float[][] matrix = new float[passages()][width()];
            for (int i = 0; i < matrix.length; i++) {
                HalfPrecision.decode(rows, i * matrix[i].length, matrix[i]);
            }
            return matrix;
        }
    }

    /** Takes a book from its records, with what there is room for. */
    static HeldBook of(BookParts parts, BookSums sums, MemoryRoom room) {
        Layers layers = Layers.of(parts, sums);
        return new HeldBook(
                TrainingBook.of(
                        sums,
                        parts.refinedLayer(),
                        GroupMoments.BY_BOOK.applyAsInt(parts.book()),
                        Double.NaN,
                        Double.NaN),
                parts.score(),
                parts.modelVersion(),
                parts.hasWordStates(),
                parts.indices(),
                parts.scores(),
                room.takeForRecords(layers.bytes()) ? layers : null);
    }

    /** Returns the same book, whose sum at the refined layer lies in blocks. */
    HeldBook in(RowBlocks blocks) {
        RowView moved = blocks.add(training.sum());
        return new HeldBook(
                training.withSum(moved),
                score,
                modelVersion,
                withWords,
                indices,
                scores,
                layersOrNull == null ? null : layersOrNull.with(training.sum(), moved));
    }

    String book() {
        return training.book();
    }

    /**
     * Returns what another model has said of each of this model's passages; not a number where it has not read it.
     *
     * @param other the same book, as the other model has read it
     * @param ofOther a value of each of its passages
     */
    double[] aligned(HeldBook other, double[] ofOther) {
        Map<Integer, Double> byIndex = new HashMap<>();
        for (int i = 0; i < ofOther.length; i++) {
            byIndex.put(other.indices.get(i), ofOther[i]);
        }
        double[] values = new double[indices.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = byIndex.getOrDefault(indices.get(i), Double.NaN);
        }
        return values;
    }

    void release(MemoryRoom room) {
        if (layersOrNull != null) {
            room.release(layersOrNull.bytes());
        }
    }
}
